import { readdir, stat } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { TemporaryProject } from "../support/temporary-project.js";
import { unusedPort } from "../support/unused-port.js";

interface PlanDocument {
  ok: boolean;
  dryRun: boolean;
  operations: Record<string, unknown>[];
}

let project: TemporaryProject;
beforeAll(async () => {
  project = await TemporaryProject.create({
    migrations: { "001_players.sql": "CREATE TABLE players (id int PRIMARY KEY);\n" },
    files: { "seeds/010_players.sql": "INSERT INTO players VALUES (1);\n" },
  });
});
afterAll(() => project[Symbol.asyncDispose]());

test("before the first up it shows what up would start, apply and write, and creates nothing", async () => {
  const stdout = await dryRun("--seed");
  expect(stdout).toContain("  Start Postgres (it is not running)\n  Start Redis (it is not running)\n");
  expect(stdout).toContain("  Apply 1 migration: 001_players.sql (the database is new)\n");
  expect(stdout).toContain("  Apply 1 seed: 010_players.sql (the database is new)\n");
  expect(stdout).toContain("  Write the connection file .env.local.infra (it does not exist)\n");
  expect(stdout).toContain("Nothing was changed (--dry-run)\n");
  expect(await operations()).toEqual([
    { kind: "start", service: "postgres", reason: { kind: "absent" } },
    { kind: "start", service: "redis", reason: { kind: "absent" } },
    {
      kind: "migrate",
      files: ["001_players.sql"],
      extensions: [],
      reason: { kind: "new-database" },
    },
    {
      kind: "write-connection-file",
      path: join(project.dir, ".env.local.infra"),
      reason: { kind: "file-missing" },
    },
  ]);
  expect((await readdir(project.dir)).toSorted()).toEqual(["migrations", "seeds"]);
});

test("a generated password is planned and not generated", async () => {
  await using other = await TemporaryProject.create({ config: { postgres: { password: "generated" } } });
  const { stdout } = await other.succeed("up", "--dry-run");
  expect(stdout).toMatch(/ {2}Generate the password of PostgreSQL in \S+ \(it does not exist\)\n/);
  expect(await readdir(other.dir)).toEqual(["infra.config.json"]);
});

test("a plan that fails ends as up would: a port that is taken", async () => {
  const server = createServer().listen(project.ports.redis, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  try {
    const planned = await project.infra("up", "--dry-run");
    expect(planned.exitCode).toBe(11);
    expect(planned.stderr).toContain(`Port ${project.ports.redis} in use`);
    expect((await readdir(project.dir)).toSorted()).toEqual(["migrations", "seeds"]);
    const up = await project.infra("up");
    expect(up.exitCode).toBe(11);
    expect(planned.stderr).toBe(up.stderr);
  } finally {
    await new Promise((resolve) => server.close(resolve));
  }
});

test("when everything is up there is nothing to do; a new migration and seed are named", async () => {
  await project.succeed("up");
  expect(await dryRun()).toMatch(/tilemud is already up, nothing to do\nNothing was changed/);
  expect(await operations()).toEqual([]);
  await project.migration("002_games.sql", "CREATE TABLE games (id int PRIMARY KEY);\n");
  const stdout = await dryRun("--seed");
  expect(stdout).toContain("  Apply 1 migration: 002_games.sql (not applied yet)\n");
  expect(stdout).toContain("  Apply 1 seed: 010_players.sql (not applied yet)\n");
  await project.succeed("up");
});

test("after a changed setting it names the restart and its reason, and up does it", async () => {
  const changed = project.with({ TILEMUD_PG_PORT: String(await unusedPort()) });
  expect(await dryRunOf(changed)).toContain(
    "  Restart Postgres (its configuration changed)\n" +
      "  Write the connection file .env.local.infra (its values changed)\n" +
      "Nothing was changed",
  );
  expect((await changed.succeed("up")).stdout).toContain("Starting Postgres (its configuration changed)");
  expect(await dryRunOf(changed)).toContain("nothing to do");
  await project.succeed("up");
});

test("a changed user and a new database are named as what up makes of them", async () => {
  const changed = project.with({ TILEMUD_PG_USER: "other" });
  expect(await dryRunOf(changed)).toMatch(
    / {2}Set the configured user and password in the existing PostgreSQL data \(.+\)\n/,
  );
  const created = project.with({ TILEMUD_PG_DB: "another" });
  const stdout = await dryRunOf(created);
  expect(stdout).toContain("  Create the database another (it does not exist)\n");
  expect(stdout).toContain("  Apply 2 migrations: 001_players.sql, 002_games.sql (the database is new)\n");
});

test("when stopped, it plans from the copy of the ledger", async () => {
  await project.succeed("down");
  await project.migration("003_scores.sql", "CREATE TABLE scores (id int PRIMARY KEY);\n");
  const stdout = await dryRun();
  expect(stdout).toMatch(/ {2}Start Postgres \(.+\)\n {2}Start Redis \(.+\)\n/);
  expect(stdout).toContain("  Apply 1 migration: 003_scores.sql (not in the copy of the ledger)\n");
});

test("a migration that was changed is refused as up refuses it", async () => {
  await project.succeed("up");
  await project.migration("003_scores.sql", "CREATE TABLE scores (id bigint PRIMARY KEY);\n");
  const planned = await project.infra("up", "--dry-run");
  const up = await project.infra("up");
  expect([planned.exitCode, planned.stderr]).toEqual([up.exitCode, up.stderr]);
  expect(planned.stderr).toContain("003_scores.sql was changed after it was applied");
});

async function operations(): Promise<PlanDocument["operations"]> {
  const { exitCode, document } = await project.json<PlanDocument>("up", "--dry-run");
  expect(exitCode).toBe(0);
  expect(document).toMatchObject({ schema: "infra/up/v1", ok: true, dryRun: true, name: "tilemud" });
  return document.operations;
}

async function dryRun(...args: string[]): Promise<string> {
  return dryRunOf(project, ...args);
}

/** Its output, once it is clear that it changed no file and no server. */
async function dryRunOf(changed: TemporaryProject, ...args: string[]): Promise<string> {
  const before = [await project.servers(), await filesOf(project.dir)];
  const { stdout } = await changed.succeed("up", "--dry-run", ...args);
  expect([await project.servers(), await filesOf(project.dir)]).toEqual(before);
  return stdout;
}

/** Path and time of change of all that infra writes; what running servers write to their own folders is theirs. */
async function filesOf(dir: string): Promise<string[]> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true });
  const files = entries.filter((each) => each.isFile()).map((each) => join(each.parentPath, each.name));
  const own = files.filter((path) => !/\/(postgres|redis|data|logs?)\//.test(path) && !path.endsWith(".log"));
  const stamped = own.map(async (path) => `${path} ${(await stat(path)).mtimeMs}`);
  return (await Promise.all(stamped)).toSorted();
}
