import { afterAll, beforeAll, expect, test } from "vitest";
import { query } from "../../support/clients.js";
import { docker } from "../../support/docker-cli.js";
import { eventually } from "../../support/eventually.js";
import { TemporaryProject } from "../../support/temporary-project.js";
import { unusedPort } from "../../support/unused-port.js";
import { describeWithEngine } from "../../support/with-engine.js";

// What the integration suite shows for every runtime is here for its exit code and first words.
describeWithEngine("failures and their exit codes", () => {
  let project: TemporaryProject;
  beforeAll(async () => {
    project = await TemporaryProject.create({
      migrations: { "001_t.sql": "CREATE TABLE t (id int);", "002_u.sql": "CREATE TABLE u (id int);" },
    });
  });
  afterAll(() => project[Symbol.asyncDispose]());

  test("50: a command that may not start the services", async () => {
    for (const args of [["run", "--no-start", "--", "true"], ["psql"], ["redis-cli"], ["migrate"]]) {
      const { exitCode, stderr } = await project.infra(...args);
      expect({ args, exitCode }).toEqual({ args, exitCode: 50 });
      expect(stderr).toMatch(/^ERROR: .* not running/);
      expect(stderr).toContain(`${project.command} up`);
    }
    expect(await project.servers()).toEqual([]);
  });

  test("2: a name without the prefix, and a port that is none, told together", async () => {
    const wrong = project.with({ TILEMUD_PG_CONTAINER: "postgres", TILEMUD_REDIS_PORT: "0" });
    const { exitCode, stderr } = await wrong.infra("up");
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/^ERROR: Invalid configuration: 2 problems/);
    expect(stderr).toContain("must start with tilemud_");
  });

  test("11: a port that a container holds, with its name", async () => {
    const port = await unusedPort();
    const name = `infra-test-port-${port}`;
    const publish = ["--publish", `127.0.0.1:${port}:6379`, "--tmpfs", "/data"];
    await docker("run", "--detach", "--rm", "--name", name, ...publish, "redis:8.2-alpine");
    try {
      const taken = project.with({ TILEMUD_PG_PORT: String(port) });
      const { exitCode, stderr } = await taken.infra("up");
      expect(exitCode).toBe(11);
      expect(stderr).toMatch(
        new RegExp(`^ERROR: Port ${port} in use by container ${name} \\(redis:8\\.2-alpine\\)`),
      );
      expect(stderr).toContain("TILEMUD_PG_PORT=");
      expect(await project.servers()).toEqual([]);
      // Not a second time with the engine's own process, as one that may be ended.
      const { document } = await taken.json<{ findings: { check: string; message: string }[] }>("doctor");
      const told = document.findings.filter(({ check }) => check === `port ${port}`);
      expect(told.map(({ message }) => message)).toEqual([expect.stringContaining(name)]);
    } finally {
      await docker("rm", "--force", "--volumes", name);
    }
  });

  test("12: a migration that fails, with its place", async () => {
    await project.migration("003_add_index.sql", "CREATE TABLE v (id int);\nCREATE INDEX ON v (nowhere);\n");
    const { exitCode, stderr } = await project.infra("up");
    expect(exitCode).toBe(12);
    expect(stderr).toMatch(/^ERROR: Migration failed at 003_add_index\.sql/);
    expect(stderr).toContain('column "nowhere" does not exist');
    await project.migration("003_add_index.sql", "CREATE INDEX ON u (id);\n");
    await project.succeed("up");
  });

  test("16: less memory or disk than the configuration asks for", async () => {
    await project.succeed("down");
    for (const [variable, what] of [
      ["INFRA_MIN_FREE_MEM_MB", "memory free"],
      ["INFRA_MIN_FREE_DISK_MB", "disk free at "],
    ] as const) {
      const short = project.with({ [variable]: "99999999" });
      const { exitCode, stderr } = await short.infra("up");
      expect(exitCode).toBe(16);
      expect(stderr).toMatch(/^ERROR: Not enough resources to start: /);
      expect(stderr).toMatch(new RegExp(`\\d+ MB of ${what}.*; 99999999 MB needed`));
      expect(await project.servers()).toEqual([]);
      expect(await short.infra("doctor")).toMatchObject({ exitCode: 16 });
    }
    await project.succeed("up");
  });

  test("19: an applied file that was changed", async () => {
    await project.migration("002_u.sql", "CREATE TABLE u (id bigint);");
    const { exitCode, stderr } = await project.infra("up");
    expect(exitCode).toBe(19);
    expect(stderr).toMatch(/^ERROR: Migrations do not match their ledger/);
    expect(stderr).toContain("002_u.sql");
    await project.migration("002_u.sql", "CREATE TABLE u (id int);");
  });

  test("14: another command has the environment, and who it is", async () => {
    // It is at work until there is a row.
    const untilRow = "WHILE NOT EXISTS (SELECT FROM u) LOOP PERFORM pg_sleep(0.05); END LOOP;";
    await project.migration("004_long.sql", `DO $$ BEGIN ${untilRow} END $$;`);
    const long = project.start(["up"]);
    try {
      await eventually(
        "the migration is at work",
        async () =>
          (await project.json<{ status: string }>("status")).document.status === "migrating" || undefined,
      );
      const { exitCode, stderr } = await project.with({ INFRA_LOCK_TIMEOUT_MS: "500" }).infra("down");
      expect(exitCode).toBe(14);
      expect(stderr).toMatch(/^ERROR: Environment is held by /);
      expect(stderr).toContain("infra up");
      expect(stderr).toContain(`pid ${long.child.pid}`);
    } finally {
      await query(project, "INSERT INTO u VALUES (1)");
    }
    expect(await long.result).toMatchObject({ exitCode: 0 });
  });
});
