import { expect, test } from "vitest";
import { migrate, planMigrations } from "../../src/migrations/commands/migrate.js";
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
  expect(again.message).toContain("No statement of the file was run");

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
  await expect(scratch.sql`create unique index concurrently broken on a (id)`).rejects.toThrow(
    'could not create unique index "broken"',
  );
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
  expect(error.message).toContain("The server has no record of the file as applied");
  expect(error.message).toContain('The index "public"."a_id" is invalid');
  expect(error.hint).toContain('DROP INDEX CONCURRENTLY "public"."a_id";');
  await scratch.sql`drop index concurrently a_id`;
  expect((await migrate(scratch.options)).applied).toHaveLength(1);
});
