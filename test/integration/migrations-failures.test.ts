import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { migrate, planMigrations } from "../../src/migrations/migrate.js";
import { failureOf, scratchMigrations } from "../support/scratch-migrations.js";

const scratch = scratchMigrations();

/** How many sessions of migrators run a statement that begins so. */
async function active(start: string): Promise<number> {
  const rows = await scratch.sql`
    select from pg_stat_activity
    where datname = current_database() and state = 'active' and starts_with(query, ${start}) and pid <> pg_backend_pid()`;
  return rows.length;
}

async function terminate(start: string): Promise<void> {
  await scratch.sql`
    select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and starts_with(query, ${start}) and pid <> pg_backend_pid()`;
}

const BUILD = "create index concurrently";

/** Holds a transaction open that CREATE INDEX CONCURRENTLY has to wait for, while `work` runs. */
async function besideOpenTransaction<T>(work: () => Promise<T>): Promise<T> {
  return (await scratch.sql.begin(async (tx) => {
    await tx`insert into a values (3)`;
    return work();
  })) as T;
}

test.each([2, 8])(
  "%i migrators at once, with CREATE INDEX CONCURRENTLY among the files: each file once, no deadlock",
  async (count) => {
    const files = Array.from({ length: 12 }, (_, index) => {
      const number = String(index + 1).padStart(3, "0");
      const table = `create table t${number} (id int);\ninsert into t${number} select generate_series(1, 100);\n`;
      const before = `t${String(index).padStart(3, "0")}`;
      const indexes = `-- infra:no-transaction\ncreate index concurrently ${before}_a on ${before} (id);\ncreate index concurrently ${before}_b on ${before} (id);\n`;
      return [`${number}_x.sql`, index % 3 === 1 ? indexes : table.repeat(1)] as const;
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

test("whoever waits for the lock is in nobody's way who builds an index concurrently", async () => {
  await scratch.sql`create table a (id int)`;
  await scratch.write({
    "001_index.sql": "-- infra:no-transaction\ncreate index concurrently a_id on a (id);\n",
  });
  await besideOpenTransaction(async () => {
    const first = migrate(scratch.options);
    await expect.poll(() => active(BUILD)).toBe(1);
    const second = migrate(scratch.options);
    await expect.poll(() => scratch.events.map(({ type }) => type)).toContain("lock.waiting");
    // Between two looks at the lock it has no snapshot.
    const waiting = () => scratch.sql`
      select state, backend_xmin from pg_stat_activity
      where application_name like 'infra migrate%' and query like '%pg_try_advisory_lock%' and datname = current_database()`;
    await expect.poll(waiting).toEqual([{ state: "idle", backend_xmin: null }]);
    return { first, second };
  }).then(({ first, second }) => Promise.all([first, second]));
  expect(await scratch.recorded()).toEqual(["001_index.sql"]);
});

test("a failing file without transaction: which statements ran, which index is invalid, and the next run", async () => {
  const file = (more: string) =>
    `-- infra:no-transaction\ncreate index concurrently if not exists fine on a (id);\ncreate unique index concurrently ${more}broken on a (id);\nselect 1;`;
  await scratch.write({
    "001_a.sql": "create table a (id int); insert into a values (1), (1);",
    "002_b.sql": file(""),
  });
  const error = await failureOf(migrate(scratch.options));
  expect(error.message).toContain("Migration failed at 002_b.sql:3:34: could not create unique index");
  expect(error.message).toContain("Of its 3 statements, statement 1 (line 2) ran and stays");
  expect(error.message).toContain('Invalid index left behind: "public"."broken"');
  expect(error.hint).toContain('DROP INDEX CONCURRENTLY "public"."broken";');
  expect(await scratch.recorded()).toEqual(["001_a.sql"]);

  await scratch.write({ "002_b.sql": file("if not exists ") });
  expect((await planMigrations(scratch.options)).warnings).toEqual([
    expect.stringContaining('DROP INDEX CONCURRENTLY "public"."broken";') as string,
  ]);
  const again = await failureOf(migrate(scratch.options));
  expect(again.message).toMatch(
    /Migration failed at 002_b\.sql:3:1: the index "public"\."broken" is invalid/,
  );
  expect(again.message).toContain("Nothing of the file was run");

  await scratch.sql`delete from a`;
  await scratch.sql`drop index concurrently broken`;
  expect((await migrate(scratch.options)).applied).toMatchObject([{ filename: "002_b.sql" }]);
  expect(
    await scratch.sql`select indexrelid::regclass::text as name from pg_index where not indisvalid`,
  ).toEqual([]);
});

test("a file that drops or rebuilds the invalid index itself may run; others are told of it", async () => {
  await scratch.sql`create table a (id int)`;
  await scratch.sql`insert into a values (1), (1)`;
  await scratch.sql`create unique index concurrently broken on a (id)`.catch(() => undefined);
  await scratch.sql`delete from a`;
  await scratch.write({
    "001_other.sql": "-- infra:no-transaction\n-- not broken\ncreate index concurrently on a (id);",
  });
  await migrate(scratch.options);
  expect(scratch.events).toContainEqual({
    type: "warning",
    message: expect.stringMatching(
      /"public"\."broken" is invalid.*DROP INDEX CONCURRENTLY "public"\."broken";/,
    ) as string,
  });
  await scratch.write({ "002_mend.sql": "-- infra:no-transaction\nreindex index concurrently broken;" });
  expect((await migrate(scratch.options)).applied).toHaveLength(1);
});

test("an invalid index without a name in the file is found too", async () => {
  await scratch.write({
    "001_a.sql": "create table a (id int); insert into a values (1), (1);",
    "002_b.sql": "-- infra:no-transaction\ncreate unique index concurrently on a (id);",
  });
  const error = await failureOf(migrate(scratch.options));
  expect(error.hint).toContain('DROP INDEX CONCURRENTLY "public"."a_id_idx";');
});

test("an interrupted index build ends on the server, and its remains are told", async () => {
  await scratch.sql`create table a (id int)`;
  await scratch.write({
    "001_index.sql": "-- infra:no-transaction\ncreate index concurrently a_id on a (id);\n",
  });
  const controller = new AbortController();
  const { signal } = controller;
  const error = await besideOpenTransaction(async () => {
    const running = failureOf(
      migrate({ ...scratch.options, context: { ...scratch.options.context, signal } }),
    );
    await expect.poll(() => active(BUILD)).toBe(1);
    controller.abort();
    return running;
  });
  expect(error.code).toBe("INTERRUPTED");
  expect(error.message).toContain('Invalid index left behind: "public"."a_id"');
  expect(error.hint).toContain('DROP INDEX CONCURRENTLY "public"."a_id";');
  expect(await active("create")).toBe(0);
});

test("a connection lost while an index is built: the database is asked, and what was left is told", async () => {
  await scratch.sql`create table a (id int)`;
  await scratch.write({
    "001_index.sql": "-- infra:no-transaction\nselect 1;\ncreate index concurrently a_id on a (id);\n",
  });
  const error = await besideOpenTransaction(async () => {
    const running = failureOf(migrate(scratch.options));
    await expect.poll(() => active(BUILD)).toBe(1);
    await terminate(BUILD);
    return running;
  });
  expect(error.code).toBe("MIGRATION_FAILED");
  expect(error.message).toContain("statement 1 (line 2) ran and stays");
  expect(error.message).toContain("the file is not recorded as applied");
  expect(error.message).toContain('The index "public"."a_id" is invalid');
  expect(error.hint).toContain('DROP INDEX CONCURRENTLY "public"."a_id";');
  await scratch.sql`drop index concurrently a_id`;
  expect((await migrate(scratch.options)).applied).toHaveLength(1);
});

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
