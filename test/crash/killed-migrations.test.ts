import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { query, queryUrl } from "../support/clients.js";
import { eventually } from "../support/eventually.js";
import { runtimeUnderTest } from "../support/runtime-under-test.js";
import { TemporaryProject, type CommandResult } from "../support/temporary-project.js";
import { infra, inTime, killDuring, succeed } from "./support/commands.js";
import { databasePicture } from "./support/database-picture.js";
import { hundredMigrations } from "./support/hundred-migrations.js";
import { moments } from "./support/moments.js";
import { onceTable } from "./support/project.js";

const TEST_TIMEOUT_MS = 120_000;

let project: TemporaryProject;
let durationMs: number;
let whole: string[];
beforeAll(async () => {
  project = await TemporaryProject.create({ migrations: hundredMigrations() });
  await succeed(project, "up");
  whole = await databasePicture(project);
  await emptyDatabase();
  ({ durationMs } = await succeed(project, "migrate"));
});
afterAll(() => project[Symbol.asyncDispose]());

test("two runs without trouble make the same", { timeout: TEST_TIMEOUT_MS }, async () => {
  expect(await databasePicture(project)).toEqual(whole);
});

test.each(moments("killed migrator", 5))(
  "the migrator is killed $title: up makes of it what a run without trouble makes",
  { timeout: TEST_TIMEOUT_MS },
  async ({ share }) => {
    const kill = { args: ["migrate"], afterMs: share * durationMs, whom: "command" } as const;
    await killDuring(project, kill, emptyDatabase);
    await expectUpCompletes();
  },
);

test.each(moments("killed server", 5))(
  "the server is killed $title: migrate fails in time, and up makes of it what a run without trouble makes",
  { timeout: TEST_TIMEOUT_MS },
  async ({ share }) => {
    await emptyDatabase();
    const migrate = project.start(["migrate"]);
    await delay(share * durationMs);
    const server = (await project.servers()).find(({ service }) => service === "postgres");
    if (server === undefined) throw new Error("PostgreSQL does not run");
    await runtimeUnderTest.kill(server);
    const { exitCode, stderr } = await inTime(migrate, "infra migrate");
    // It may have been done already; a bug it must not be.
    expect(exitCode, stderr).not.toBe(1);
    await expectUpCompletes();
  },
);

test(
  "a migrator killed in a long statement does not leave it running",
  { timeout: TEST_TIMEOUT_MS },
  async () => {
    await succeed(project, "up");
    await project.migration("101_long.sql", "select pg_sleep(60);");
    const migrate = project.start(["migrate"]);
    await eventually("the statement runs", async () => (await sleepers()) > 0 || undefined);
    migrate.child.kill("SIGKILL");
    await migrate.result;
    await eventually("the statement has ended", async () => (await sleepers()) === 0 || undefined);
    await project.migration("101_long.sql", "select 1;");
    expect((await project.json("up")).document).toMatchObject({
      migrations: { applied: [{ filename: "101_long.sql" }] },
    });
  },
);

async function sleepers(): Promise<number> {
  const running =
    "select count(*)::int as n from pg_stat_activity where query = 'select pg_sleep(60)' and state = 'active'";
  const [row] = await query<{ n: number }>(project, running);
  return row?.n ?? 0;
}

async function emptyDatabase(): Promise<void> {
  const { DATABASE_URL = "" } = await project.variables();
  const maintenance = new URL(DATABASE_URL);
  const database = maintenance.pathname.slice(1);
  maintenance.pathname = "/postgres";
  await queryUrl(maintenance.href, `drop database ${database} with (force)`);
  await queryUrl(maintenance.href, `create database ${database}`);
}

async function expectUpCompletes(): Promise<void> {
  await upAsToldTo();
  expect(await databasePicture(project)).toEqual(whole);
  const twice = `select filename from ${onceTable} group by 1 having count(*) > 1`;
  expect(await query(project, twice)).toEqual([]);
}

/** `up`; where it reports an index that was left half-built, the way out that it names, and `up` again. */
async function upAsToldTo(): Promise<CommandResult> {
  const result = await infra(project, ["up"]);
  const [, cleanUp] = /(DROP INDEX CONCURRENTLY [^;\n]+);?/.exec(result.stderr) ?? [];
  if (result.exitCode === 12 && cleanUp !== undefined) {
    await query(project, cleanUp);
    return succeed(project, "up");
  }
  expect(result, result.stderr).toMatchObject({ exitCode: 0 });
  return result;
}
