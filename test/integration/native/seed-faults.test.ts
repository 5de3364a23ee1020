import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type postgres from "postgres";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import type { InfraError } from "../../../src/errors/infra-error.js";
import { migrate } from "../../../src/migrations/migrate.js";
import { planSeeding, seed, type SeedOptions } from "../../../src/migrations/seeds/seed.js";
import { startCuttingProxy } from "../../support/cutting-proxy.js";
import { startScratchPostgres, type ScratchPostgres } from "../../support/scratch-postgres.js";

let server: ScratchPostgres;
let folder: string;
let options: SeedOptions;
let sql: postgres.Sql;
let databases = 0;

beforeAll(async () => {
  server = await startScratchPostgres();
});
afterAll(() => server.stop());

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "seeds-"));
  databases += 1;
  const connection = await server.createDatabase(`seeds_${databases}`);
  sql = server.client(connection);
  options = {
    connection,
    directory: join(folder, "migrations"),
    seeds: { directory: join(folder, "seeds"), filenames: [], rerun: "changed" },
    ledgerFile: undefined,
    allowOutOfOrder: false,
    lockTimeoutMs: 0,
    statementTimeoutMs: 0,
    waitMs: 20_000,
    toolVersion: "1.2.3",
    context: { emit: () => undefined, signal: new AbortController().signal },
  };
  await mkdir(options.directory);
  await mkdir(options.seeds.directory);
  await writeFile(join(options.directory, "001_t.sql"), "create table t (n int);");
  await migrate(options);
});
afterEach(async () => {
  await sql.end();
  await rm(folder, { recursive: true });
});

test("a connection lost after the commit: the seed counts as applied, is not run twice, and the run goes on", async () => {
  await write("a.sql", "insert into t values (1);");
  await seed(options);
  // It has a row already, from before the change.
  await write("a.sql", "insert into t values (2);");
  await write("b.sql", "insert into t values (3);");
  const proxy = await startCuttingProxy(options.connection.port, "insert into public.schema_seeds");
  try {
    const report = await seed({ ...options, connection: { ...options.connection, port: proxy.port } });
    expect(report).toMatchObject({
      applied: [{ filename: "a.sql" }, { filename: "b.sql" }],
      unchanged: [],
      changed: [],
    });
    expect(proxy.cuts).toBe(1);
  } finally {
    await proxy.close();
  }
  expect(await numbers()).toEqual([1, 2, 3]);
});

test("a connection lost before the commit of a changed seed: nothing of it was kept, and its old row is no proof", async () => {
  await write("a.sql", "insert into t values (1);");
  await seed(options);
  await write("a.sql", "insert into t values (2); select pg_sleep(60);");
  const running = failure(seed(options));
  await expect.poll(async () => (await kill("select pg_sleep(60")).length).toBe(1);
  const error = await running;
  expect(error.code).toBe("MIGRATION_FAILED");
  expect(error.message).toMatch(/^Seed failed at a\.sql:1:27: [^]*not recorded as applied/);
  expect(await numbers()).toEqual([1]);
  expect((await planSeeding(options)).seeds).toMatchObject([{ filename: "a.sql", state: "changed" }]);
});

test("an unchanged seed runs again when told to, once also when the connection is lost after the commit", async () => {
  await write("a.sql", "insert into t values (1);");
  await seed(options);
  const again: SeedOptions = { ...options, seeds: { ...options.seeds, rerun: "all" } };
  const proxy = await startCuttingProxy(options.connection.port, "insert into public.schema_seeds");
  try {
    const report = await seed({ ...again, connection: { ...options.connection, port: proxy.port } });
    expect(report).toMatchObject({ applied: [{ filename: "a.sql" }], unchanged: [] });
    expect(proxy.cuts).toBe(1);
  } finally {
    await proxy.close();
  }
  expect(await numbers()).toEqual([1, 1]);
});

test("a connection lost while an unchanged seed runs again: its old row is no proof", async () => {
  await write("a.sql", "insert into t values (1);");
  await seed(options);
  await sql`alter table t rename to s`;
  await sql`create view t as select n from s`;
  await sql`create rule slow as on insert to t do instead insert into s select new.n from pg_sleep(60)`;
  const running = failure(seed({ ...options, seeds: { ...options.seeds, rerun: "all" } }));
  await expect.poll(async () => (await kill("insert into t")).length).toBe(1);
  expect((await running).message).toMatch(/^Seed failed at a\.sql:1:1: [^]*not recorded as applied/);
  expect(await numbers()).toEqual([1]);
});

test("a seed without transaction says what of it stays", async () => {
  await write("a.sql", "-- infra:no-transaction\ninsert into t values (1);\nvacuum t;\nselec 1;\n");
  const error = await failure(seed(options));
  expect(error.message).toMatch(
    /^Seed failed at a\.sql:4:1: [^]*statements 1 to 2 \(lines 2, 3\) ran and stay/,
  );
  expect(await numbers()).toEqual([1]);
});

test("a table of that name which is not ours stays as it is", async () => {
  await sql`create table public.schema_seeds (version text)`;
  await write("a.sql", "insert into t values (1);");
  const error = await failure(seed(options));
  expect(error.message).toContain("Seed failed: the table public.schema_seeds belongs to another tool");
  expect(await numbers()).toEqual([]);
});

/** Ends the sessions that run a statement which begins so. */
async function kill(start: string): Promise<postgres.Row[]> {
  return sql`
    select pg_terminate_backend(pid) from pg_stat_activity
    where state = 'active' and starts_with(query, ${start}) and pid <> pg_backend_pid()`;
}

async function write(name: string, text: string): Promise<void> {
  await writeFile(join(options.seeds.directory, name), text);
}

async function numbers(): Promise<number[]> {
  return (await sql<{ n: number }[]>`select n from t order by n`).map(({ n }) => n);
}

async function failure(work: Promise<unknown>): Promise<InfraError> {
  return work.then(
    () => Promise.reject(new Error("it did not fail")),
    (thrown: InfraError) => thrown,
  );
}
