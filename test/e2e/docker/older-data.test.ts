import { expect, test } from "vitest";
import { query } from "../../support/clients.js";
import { docker, inVolume } from "../../support/docker-cli.js";
import { TemporaryProject } from "../../support/temporary-project.js";
import { describeWithEngine } from "../../support/with-engine.js";

const OLDER = "postgres:17-alpine";

describeWithEngine("data of PostgreSQL 17", () => {
  test("17 by the one who made it: refused by the newer image, untouched, and there again for the older", async () => {
    await using project = await TemporaryProject.create({ env: { TILEMUD_PG_IMAGE: OLDER } });
    await project.succeed("up");
    await query(project, "create table kept as select 17 as version");
    await project.succeed("down");

    const newer = project.with({ TILEMUD_PG_IMAGE: "postgres:18.0-alpine" });
    const before = await filesOf(project.names.volume);
    for (const args of [["up"], ["run", "--", "true"], ["doctor"]]) {
      const { exitCode, stderr, stdout } = await newer.infra(...args);
      expect({ args, exitCode }).toEqual({ args, exitCode: 17 });
      expect(stdout + stderr).toMatch(
        /Data in volume \S+ is from PostgreSQL 17, but postgres:18\.0-alpine is PostgreSQL 18/,
      );
      expect(stdout + stderr).toContain("pg_dumpall");
    }
    expect((await newer.infra("up")).stderr).toMatch(/^ERROR: Data in volume/);
    expect(await newer.servers()).toEqual([]);
    expect(await filesOf(project.names.volume)).toBe(before);

    await project.succeed("up");
    expect(await query(project, "select * from kept")).toEqual([{ version: 17 }]);
  });

  test("where no label tells the version, the data itself does", async () => {
    await using project = await TemporaryProject.create();
    const { volume } = project.names;
    const labels = Object.entries({
      "com.tilemud.infra.owner": "@tilemud/infra",
      "com.tilemud.infra.environment": "tilemud",
      "com.tilemud.infra.checkout": project.dir,
    }).flatMap(([key, value]) => ["--label", `${key}=${value}`]);
    await docker("volume", "create", ...labels, volume);
    await inVolume(volume, "echo 17 > PG_VERSION && mkdir base && echo precious > base/1");
    const before = await filesOf(volume);
    const { exitCode, stderr } = await project.infra("up");
    expect({ exitCode, stderr }).toEqual({
      exitCode: 17,
      stderr: expect.stringContaining("is from PostgreSQL 17") as string,
    });
    expect(await filesOf(volume)).toBe(before);
  });
});

/** Names, sizes and times of change of all files of a volume. */
async function filesOf(volume: string): Promise<string> {
  return inVolume(volume, "find . -type f -printf '%p %s %T@\\n' | sort | sha256sum");
}
