import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { migrate } from "../../src/migrations/commands/migrate.js";
import { startCuttingProxy } from "../support/cutting-proxy.js";
import { failureOf, scratchMigrations } from "../support/scratch-migrations.js";

const scratch = scratchMigrations();

test.each([2, 8])(
  "%i migrators at once, with CREATE INDEX CONCURRENTLY among the files: each file once, no deadlock",
  async (count) => {
    const files = Array.from({ length: 12 }, (_, index) => {
      const number = String(index + 1).padStart(3, "0");
      const table = `create table t${number} (id int);\ninsert into t${number} select generate_series(1, 100);\n`;
      const before = `t${String(index).padStart(3, "0")}`;
      const indexes = `-- infra:no-transaction\ncreate index concurrently ${before}_a on ${before} (id);\ncreate index concurrently ${before}_b on ${before} (id);\n`;
      return [`${number}_x.sql`, index % 3 === 1 ? indexes : table] as const;
    });
    await scratch.write(Object.fromEntries(files));
    const reports = await Promise.all(Array.from({ length: count }, () => migrate(scratch.options)));
    expect(reports.flatMap(({ applied }) => applied.map(({ filename }) => filename)).toSorted()).toEqual(
      files.map(([filename]) => filename),
    );
    for (const { applied, alreadyApplied } of reports) expect(applied.length + alreadyApplied).toBe(12);
    expect(await scratch.recorded()).toHaveLength(12);
    const [{ deadlocks } = {}] = await scratch.sql`
      select deadlocks::int from pg_stat_database where datname = current_database()`;
    expect(deadlocks).toBe(0);
  },
);

test("a connection lost during COMMIT, when the server has committed: the file counts and the run goes on", async () => {
  await scratch.write({ "001_a.sql": "create table a ();" });
  await migrate(scratch.options);
  await scratch.write({ "002_b.sql": "create table b ();", "003_c.sql": "create table c ();" });
  // A commit that waits for a standby that does not exist: done here, but not answered.
  await scratch.sql`alter system set synchronous_standby_names = 'nobody'`;
  await scratch.sql`select pg_reload_conf()`;
  try {
    await expect
      .poll(async () => (await scratch.sql`show synchronous_standby_names`)[0])
      .toEqual({ synchronous_standby_names: "nobody" });
    const running = migrate(scratch.options);
    const waiting = () => scratch.sql<{ pid: number }[]>`
      select pid from pg_stat_activity where wait_event = 'SyncRep' and datname = current_database()`;
    await expect.poll(async () => (await waiting()).length).toBe(1);
    const pid = (await waiting())[0]?.pid ?? 0;
    await scratch.sql`alter system reset synchronous_standby_names`;
    await scratch.sql`select pg_terminate_backend(${pid})`;
    // Before it is gone a reload would let it answer after all.
    await expect.poll(() => scratch.sql`select from pg_stat_activity where pid = ${pid}`).toEqual([]);
    await scratch.sql`select pg_reload_conf()`;
    expect((await running).applied.map(({ filename }) => filename)).toEqual(["002_b.sql", "003_c.sql"]);
  } finally {
    await scratch.sql`alter system reset synchronous_standby_names`;
    await scratch.sql`select pg_reload_conf()`;
  }
  expect(await scratch.recorded()).toHaveLength(3);
});

test("whenever it is interrupted, it says so, and schema and ledger agree", async () => {
  const numbers = Array.from({ length: 40 }, (_, index) => String(index + 1).padStart(3, "0"));
  await scratch.write(
    Object.fromEntries(
      numbers.map((number) => [`${number}_x.sql`, `create table t${number} (); select pg_sleep(0.002);`]),
    ),
  );
  for (let attempt = 0; attempt < 25; attempt += 1) {
    const controller = new AbortController();
    const { signal } = controller;
    const running = migrate({ ...scratch.options, context: { ...scratch.options.context, signal } }).then(
      () => undefined,
      (error: unknown) => error,
    );
    await sleep(10 + Math.random() * 40);
    controller.abort();
    const error = await running;
    if (error !== undefined) expect(error).toMatchObject({ code: "INTERRUPTED" });
    if (!(await scratch.exists("public.schema_migrations"))) continue;
    const tables = await scratch.sql`select relname from pg_class where relname ~ '^t\\d+$' order by 1`;
    expect(tables.map((row) => `${String(row["relname"]).slice(1)}_x.sql`)).toEqual(await scratch.recorded());
  }
  await migrate(scratch.options);
  expect(await scratch.recorded()).toHaveLength(40);
  expect((await scratch.copy()).applied).toHaveLength(40);
});

test("lock_timeout and statement_timeout hold, and their errors name the setting", async () => {
  await scratch.write({ "001_a.sql": "select pg_sleep(5)" });
  const slow = await failureOf(migrate({ ...scratch.options, statementTimeoutMs: 100 }));
  expect(slow.message).toContain("canceling statement due to statement timeout");
  expect(slow.hint).toContain("migrations.statementTimeoutMs");

  await scratch.sql`create table busy (id int)`;
  for (const [directive, statement] of [
    ["", "drop table busy"],
    ["-- infra:no-transaction\n", "create index concurrently busy_id on busy (id)"],
  ]) {
    await scratch.write({ "001_a.sql": `${directive}${statement}` });
    await scratch.sql.begin(async (tx) => {
      await tx`lock table busy`;
      const waiting = await failureOf(migrate({ ...scratch.options, lockTimeoutMs: 100 }));
      expect(waiting.message).toContain("SQLSTATE 55P03");
      expect(waiting.hint).toContain("migrations.lockTimeoutMs");
    });
  }
});

test("a connection lost before the commit: the table is asked, nothing was kept", async () => {
  await scratch.write({ "001_a.sql": "create table a (); select pg_sleep(60);" });
  const running = failureOf(migrate(scratch.options));
  const kill = () =>
    scratch.sql`select pg_terminate_backend(pid) from pg_stat_activity where query like 'select pg_sleep(60%' and pid <> pg_backend_pid()`;
  await expect.poll(async () => (await kill()).length).toBe(1);
  const error = await running;
  expect(error.code).toBe("MIGRATION_FAILED");
  expect(error.message).toContain("The server has no record of the file as applied");
  expect(await scratch.exists("a")).toBe(false);
});

test("a connection lost after the commit: the file counts as applied and the run goes on", async () => {
  await scratch.write({ "001_a.sql": "create table a ();" });
  await migrate(scratch.options);
  await scratch.write({ "002_b.sql": "create table b ();", "003_c.sql": "create table c ();" });
  const proxy = await startCuttingProxy(scratch.options.connection.port, "002_b.sql");
  try {
    const report = await migrate({
      ...scratch.options,
      connection: { ...scratch.options.connection, port: proxy.port },
    });
    expect(report.applied.map(({ filename }) => filename)).toEqual(["002_b.sql", "003_c.sql"]);
    expect(proxy.cuts).toBe(1);
  } finally {
    await proxy.close();
  }
});
