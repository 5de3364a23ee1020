import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type postgres from "postgres";
import { beforeEach, expect, test } from "vitest";
import { migrate } from "../../../src/migrations/commands/migrate.js";
import { planSeeding, seed, type SeedOptions } from "../../../src/migrations/commands/seed.js";
import { startCuttingProxy } from "../../support/cutting-proxy.js";
import { failureOf, scratchMigrations } from "../../support/scratch-migrations.js";

const scratch = scratchMigrations();
let options: SeedOptions;

beforeEach(async () => {
  const directory = join(scratch.options.directory, "../seeds");
  await mkdir(directory);
  options = { ...scratch.options, seeds: { directory, filenames: [], rerun: "changed" } };
  await scratch.write({ "001_t.sql": "create table t (n int);" });
  await migrate(options);
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
  const running = failureOf(seed(options));
  await expect.poll(async () => (await kill("select pg_sleep(60")).length).toBe(1);
  const error = await running;
  expect(error.code).toBe("MIGRATION_FAILED");
  expect(error.message).toMatch(/^Seed failed at a\.sql:1:27: [^]*no record of the file as applied/);
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
  await scratch.sql`alter table t rename to s`;
  await scratch.sql`create view t as select n from s`;
  await scratch.sql`create rule slow as on insert to t do instead insert into s select new.n from pg_sleep(60)`;
  const running = failureOf(seed({ ...options, seeds: { ...options.seeds, rerun: "all" } }));
  await expect.poll(async () => (await kill("insert into t")).length).toBe(1);
  expect((await running).message).toMatch(/^Seed failed at a\.sql:1:1: [^]*no record of the file as applied/);
  expect(await numbers()).toEqual([1]);
});

test("a seed without transaction says what of it stays", async () => {
  await write("a.sql", "-- infra:no-transaction\ninsert into t values (1);\nvacuum t;\nselec 1;\n");
  const error = await failureOf(seed(options));
  expect(error.message).toMatch(
    /^Seed failed at a\.sql:4:1: [^]*statements 1 to 2 \(lines 2, 3\) ran and stay/,
  );
  expect(await numbers()).toEqual([1]);
});

test("a table of that name which is not ours stays as it is", async () => {
  await scratch.sql`create table public.schema_seeds (version text)`;
  await write("a.sql", "insert into t values (1);");
  const error = await failureOf(seed(options));
  expect(error.message).toContain("Seed failed: the table public.schema_seeds belongs to another tool");
  expect(await numbers()).toEqual([]);
});

/** Ends the sessions that run a statement which begins so. */
async function kill(start: string): Promise<postgres.Row[]> {
  return scratch.sql`
    select pg_terminate_backend(pid) from pg_stat_activity
    where state = 'active' and starts_with(query, ${start}) and pid <> pg_backend_pid()`;
}

async function write(name: string, text: string): Promise<void> {
  await writeFile(join(options.seeds.directory, name), text);
}

async function numbers(): Promise<number[]> {
  return (await scratch.sql<{ n: number }[]>`select n from t order by n`).map(({ n }) => n);
}
