import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { query } from "../../support/clients.js";
import { docker } from "../../support/docker-cli.js";
import { eventually } from "../../support/eventually.js";
import { TemporaryProject } from "../../support/temporary-project.js";
import { describeWithEngine } from "../../support/with-engine.js";

const FIRST_BOOT_SECONDS = 20;
const image = `infra-test-slow-first-boot:${process.pid}`;

describeWithEngine(`an image whose first boot takes ${FIRST_BOOT_SECONDS} s longer`, () => {
  beforeAll(async () => {
    const folder = await mkdtemp(join(tmpdir(), "infra-test-image-"));
    await writeFile(
      join(folder, "Dockerfile"),
      "FROM postgres:18.0-alpine\nCOPY slow.sh /docker-entrypoint-initdb.d/\n",
    );
    await writeFile(
      join(folder, "slow.sh"),
      `echo "slow script at work"; sleep ${FIRST_BOOT_SECONDS}\npsql -U "$POSTGRES_USER" -d "$POSTGRES_DB" -c "CREATE TABLE made_by_script ()"\n`,
    );
    await docker("build", "--quiet", "--tag", image, folder);
    await rm(folder, { recursive: true });
  });
  afterAll(() => docker("rmi", image));

  test.concurrent("up waits for the real server; the one of the first boot is not taken for it", async () => {
    await using project = await TemporaryProject.create({
      env: { TILEMUD_PG_IMAGE: image, INFRA_HEALTH_TIMEOUT_MS: "90000" },
    });
    const up = project.start(["up"]);
    await eventually("the server of the first boot answers on its socket", async () =>
      (await asks(project)) ? true : undefined,
    );
    const { document } = await project.json("status");
    expect(document).toMatchObject({ status: "starting", services: [{ state: "starting" }, {}] });
    expect(await project.infra("run", "--no-start", "--", "true")).toMatchObject({ exitCode: 50 });
    expect(up.child.exitCode).toBe(null);

    const { exitCode, durationMs } = await up.result;
    expect(exitCode).toBe(0);
    expect(durationMs).toBeGreaterThan(FIRST_BOOT_SECONDS * 1000);
    expect(await query(project, "select to_regclass('made_by_script') is not null as made")).toEqual([
      { made: true },
    ]);
  });

  test.concurrent(
    "a timeout below that: 13 with the end of the log, and nothing is left running",
    async () => {
      await using project = await TemporaryProject.create({
        env: { TILEMUD_PG_IMAGE: image, INFRA_HEALTH_TIMEOUT_MS: "16000" },
      });
      const { exitCode, stderr } = await project.infra("up");
      expect(exitCode).toBe(13);
      expect(stderr).toMatch(/^ERROR: Postgres did not become healthy in 16s/);
      expect(stderr).toMatch(/last probe of postgres: \S/);
      expect(stderr).toContain("slow script at work");
      expect(await project.servers()).toEqual([]);
    },
  );
});

/** Whether PostgreSQL answers inside the container, on its unix socket. */
async function asks(project: TemporaryProject): Promise<boolean> {
  return docker(
    "exec",
    project.names.postgres,
    "psql",
    "-U",
    "tilemud",
    "-d",
    "tilemud",
    "-c",
    "select 1",
  ).then(
    () => true,
    () => false, // no container yet, or no server in it
  );
}
