import { afterAll, beforeAll, expect, test } from "vitest";
import connect from "postgres";
import { Secret } from "../../src/errors/secret.js";
import { createDatabase } from "../../src/postgres/database.js";
import { query, queryUrl, redis } from "../support/clients.js";
import { runtimeUnderTest } from "../support/runtime-under-test.js";
import { TemporaryProject } from "../support/temporary-project.js";
import { unusedPort } from "../support/unused-port.js";

// One environment; every test changes one setting more.
let project: TemporaryProject;
let config: Record<string, Record<string, unknown>> = {};

beforeAll(async () => {
  project = await TemporaryProject.create({
    migrations: { "001_notes.sql": "CREATE TABLE notes (text text); INSERT INTO notes VALUES ('kept');" },
  });
  await project.succeed("up");
});
afterAll(() => project[Symbol.asyncDispose]());

test("another port for PostgreSQL: only PostgreSQL is made anew, on the same data", async () => {
  const port = await unusedPort();
  const { stdout, ...recreated } = await upWith({ TILEMUD_PG_PORT: String(port) });
  expect(recreated).toEqual({ postgres: true, redis: false });
  expect(stdout).toContain("Starting Postgres (its configuration changed)");
  expect(stdout).not.toContain("Starting Redis");
  expect(await project.variables()).toMatchObject({ TILEMUD_PG_PORT: String(port), PGPORT: String(port) });
  expect(await query(project, "select * from notes")).toEqual([{ text: "kept" }]);
});

test("another port for Redis: only Redis is made anew", async () => {
  const port = await unusedPort();
  const { stdout, ...recreated } = await upWith({ TILEMUD_REDIS_PORT: String(port) });
  expect(recreated).toEqual({ postgres: false, redis: true });
  expect(stdout).toContain("Starting Redis (its configuration changed)");
  expect((await project.variables())["REDIS_URL"]).toBe(`redis://localhost:${port}`);
});

test("both services exchange their ports at once, and doctor sees nothing in the way", async () => {
  const { TILEMUD_PG_PORT: postgres = "", TILEMUD_REDIS_PORT: redisPort = "" } = project.env;
  const exchanged = { TILEMUD_PG_PORT: redisPort, TILEMUD_REDIS_PORT: postgres };
  const { exitCode, document } = await project.with(exchanged).json("doctor");
  expect({ exitCode, document }).toMatchObject({ exitCode: 0, document: { pass: true } });

  const { stdout: _, ...recreated } = await upWith(exchanged);
  expect(recreated).toEqual({ postgres: true, redis: true });
  expect(await project.variables()).toMatchObject({ PGPORT: redisPort, REDIS_PORT: postgres });
  expect(await query(project, "select * from notes")).toEqual([{ text: "kept" }]);
  expect(await redis(project, "PING")).toBe("PONG");
});

test("other server settings reach the server", async () => {
  const { stdout: _, ...recreated } = await upConfigured({
    postgres: { serverSettings: { work_mem: "7MB", "infra.motto": "it's \\ fine" } },
  });
  expect(recreated).toEqual({ postgres: true, redis: false });
  expect(
    await query(project, "select current_setting('work_mem') w, current_setting('infra.motto') m"),
  ).toEqual([{ w: "7MB", m: "it's \\ fine" }]);
  expect(await query(project, "show client_connection_check_interval")).toEqual([
    { client_connection_check_interval: "1s" },
  ]);
});

test("whoever else makes the configured database at the same time, it is there afterwards", async () => {
  const { TILEMUD_PG_PORT: port, TILEMUD_PG_USER: user = "", ...rest } = await project.variables();
  const password = new Secret(rest["TILEMUD_PG_PASSWORD"] ?? "");
  const address = { host: "127.0.0.1", port: Number(port), user, password, database: "made by many" };
  const signal = AbortSignal.timeout(60_000);
  await Promise.all(Array.from({ length: 4 }, () => createDatabase(address, signal)));
  expect(await query(project, "select from pg_database where datname = 'made by many'")).toHaveLength(1);
  await query(project, 'drop database "made by many"');
});

test("durability is safe until it is told to be fast", async () => {
  expect(await query(project, "show fsync")).toEqual([{ fsync: "on" }]);
  const { stdout: _, ...recreated } = await upConfigured({ postgres: { durability: "fast" } });
  expect(recreated).toEqual({ postgres: true, redis: false });
  expect(await query(project, "show fsync")).toEqual([{ fsync: "off" }]);
  expect(await query(project, "select * from notes")).toEqual([{ text: "kept" }]);
});

test("a server that is killed right after a commit has kept it, however fast it is", async () => {
  const { DATABASE_URL = "" } = await project.variables();
  const sql = connect(DATABASE_URL, { max: 1, onnotice: () => undefined });
  await sql`create table confirmed (id int)`;
  const [server] = await project.servers();
  if (server === undefined) throw new Error("PostgreSQL does not run");
  await sql`insert into confirmed values (1)`;
  await runtimeUnderTest.kill(server);
  await sql.end({ timeout: 0 });
  await project.succeed("up");
  expect(await query(project, "select id from confirmed")).toEqual([{ id: 1 }]);
  await query(project, "drop table confirmed");
});

test("another password works at once, the one before no longer", async () => {
  const { DATABASE_URL: before = "" } = await project.variables();
  await upWith({ TILEMUD_PG_PASSWORD: "new $ecret%41 #1" });
  expect(await query(project, "select * from notes")).toEqual([{ text: "kept" }]);
  await expect(queryUrl(before, "select 1")).rejects.toMatchObject({ code: "28P01" });
});

test("another database name gives a new, migrated database; the one before keeps its rows", async () => {
  const { DATABASE_URL: before = "" } = await project.variables();
  await queryUrl(before, "insert into notes values ('only here')");
  await upWith({ TILEMUD_PG_DB: 'tilemud "two"' });
  expect(await query(project, "select current_database() d, (select count(*)::int from notes) n")).toEqual([
    { d: 'tilemud "two"', n: 1 },
  ]);
  expect(await queryUrl(before, "select count(*)::int n from notes")).toEqual([{ n: 2 }]);
});

test("another user may do with the data what the one before could", async () => {
  await upWith({ TILEMUD_PG_USER: "tilemud_owner", TILEMUD_PG_PASSWORD: "another" });
  expect(await query(project, "select current_user u, text from notes")).toEqual([
    { u: "tilemud_owner", text: "kept" },
  ]);
  await query(project, "alter table notes add column more int");
});

test("after all that, up has nothing left to do", async () => {
  expect((await project.json("up")).document).toMatchObject({ unchanged: true });
});

/** Goes on with these variables; tells which servers were made anew. */
async function upWith(env: Record<string, string>) {
  project = project.with(env);
  const before = await refs();
  const { stdout } = await project.succeed("up");
  const after = await refs();
  return {
    postgres: before["postgres"] !== after["postgres"],
    redis: before["redis"] !== after["redis"],
    stdout,
  };
}

async function upConfigured(change: Record<string, Record<string, unknown>>) {
  config = { ...config, postgres: { ...config["postgres"], ...change["postgres"] } };
  await project.write("infra.config.json", JSON.stringify(config));
  return upWith({});
}

async function refs(): Promise<Record<string, string>> {
  const servers = await project.servers();
  expect(servers).toHaveLength(2);
  return Object.fromEntries(servers.map(({ service, ref }) => [service, ref]));
}
