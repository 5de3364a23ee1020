import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type postgres from "postgres";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { InfraError } from "../../src/errors/infra-error.js";
import { Secret } from "../../src/errors/secret.js";
import type { InfraEvent } from "../../src/events.js";
import { ensureExtensions, migrate, newMigration, planMigrations } from "../../src/migrations/migrate.js";
import type { MigrateOptions } from "../../src/migrations/options.js";
import { startCuttingProxy } from "../support/cutting-proxy.js";
import { startScratchPostgres, type ScratchPostgres } from "../support/scratch-postgres.js";

let server: ScratchPostgres;
let folder: string;
let options: MigrateOptions & { ledgerFile: string };
let events: InfraEvent[];
let sql: postgres.Sql;
let databases = 0;

beforeAll(async () => {
  server = await startScratchPostgres();
});

afterAll(async () => {
  await server.stop();
});

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "migrations-"));
  await mkdir(join(folder, "migrations"));
  events = [];
  databases += 1;
  const connection = await server.createDatabase(`test_${databases}`);
  sql = server.client(connection);
  options = {
    connection,
    directory: join(folder, "migrations"),
    ledgerFile: join(folder, "ledger.json"),
    allowOutOfOrder: false,
    lockTimeoutMs: 0,
    statementTimeoutMs: 0,
    waitMs: 20_000,
    toolVersion: "1.2.3",
    context: { emit: (event) => events.push(event), signal: new AbortController().signal },
  };
});

afterEach(async () => {
  await sql.end();
  await rm(folder, { recursive: true });
});

/** Fixed for good: migrators of two versions must keep each other out. */
const MIGRATION_LOCK = "2739505966190872530";

const THREE = {
  "001_players.sql": "create table players (id bigint primary key, name text not null);\n",
  "002_battles.sql": "create table battles (id bigint primary key);\ninsert into battles values (1), (2);\n",
  "003_names.sql": "alter table players add constraint name_not_empty check (name <> '');\n",
};

async function write(files: Record<string, string | Buffer>): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    await writeFile(join(options.directory, name), content);
  }
}

async function failure(work: Promise<unknown>): Promise<InfraError> {
  const error = await work.then(
    () => new Error("it did not fail"),
    (thrown: unknown) => thrown,
  );
  if (error instanceof InfraError) return error;
  throw error;
}

async function recorded(): Promise<string[]> {
  const rows = await sql<{ filename: string }[]>`select filename from public.schema_migrations order by 1`;
  return rows.map(({ filename }) => filename);
}

async function exists(relation: string): Promise<boolean> {
  const [row] = await sql<{ found: boolean }[]>`select to_regclass(${relation}) is not null as found`;
  return row?.found === true;
}

test("three files are applied, then only the fourth; the copy follows the table", async () => {
  await write(THREE);
  const first = await migrate(options);
  expect(first.applied.map(({ filename }) => filename)).toEqual(Object.keys(THREE));
  expect(first.alreadyApplied).toBe(0);

  await write({ "004_more.sql": "insert into players values (1, 'Ada')" });
  const second = await migrate(options);
  expect(second.applied.map(({ filename }) => filename)).toEqual(["004_more.sql"]);
  expect(second.alreadyApplied).toBe(3);

  expect(await recorded()).toHaveLength(4);
  const rows =
    await sql`select tool_version, applied_by, duration_ms >= 0 as timed from public.schema_migrations`;
  expect(rows[3]).toEqual({ tool_version: "1.2.3", applied_by: "owner", timed: true });
  const copy = JSON.parse(await readFile(options.ledgerFile, "utf8")) as { applied: unknown[] };
  expect(copy).toMatchObject({ version: 1, database: options.connection.database });
  expect(copy.applied).toHaveLength(4);
});

test("nothing to do: no lock is taken, the copy is not rewritten", async () => {
  await write(THREE);
  await migrate(options);
  const before = await readFile(options.ledgerFile, "utf8");
  const holder = await sql.reserve();
  try {
    await holder`select pg_advisory_lock(${MIGRATION_LOCK}::bigint)`;
    expect(await migrate(options)).toMatchObject({ applied: [], alreadyApplied: 3 });
    expect(await readFile(options.ledgerFile, "utf8")).toBe(before);

    await write({ "004_more.sql": "select 1" });
    expect((await failure(migrate({ ...options, waitMs: 50 }))).code).toBe("ENVIRONMENT_LOCKED");
  } finally {
    await holder`select pg_advisory_unlock_all()`;
    holder.release();
  }
});

test("the failing third of four: line, column, caret; one and two are kept, nothing of the third", async () => {
  await write({
    "001_a.sql": "create table a (id int);",
    "002_b.sql": "create table b (id int);",
    "003_add_index.sql":
      "create table c (id int);\r\n-- über\r\ninsert into c values (1);\r\n\tinsert into c (nmae) values (2); -- '\r\n",
    "004_d.sql": "create table d (id int);",
  });
  const error = await failure(migrate(options));
  expect(error.code).toBe("MIGRATION_FAILED");
  expect(error.message).toMatch(
    /^Migration failed at 003_add_index\.sql:4:17: column "nmae" of relation "c" does not exist \(SQLSTATE 42703\)/,
  );
  expect(error.message).toContain(
    [
      "  2 | -- über",
      "  3 | insert into c values (1);",
      "  4 | \tinsert into c (nmae) values (2); -- '",
      "    | \t               ^",
    ].join("\n"),
  );
  expect(error.details).toMatchObject({
    filename: "003_add_index.sql",
    line: 4,
    column: 17,
    sqlState: "42703",
  });
  expect(await recorded()).toEqual(["001_a.sql", "002_b.sql"]);
  expect(await exists("c")).toBe(false);
  expect(await exists("d")).toBe(false);
  const copy = JSON.parse(await readFile(options.ledgerFile, "utf8")) as { applied: unknown[] };
  expect(copy.applied).toHaveLength(2);
});

test("an error without a position points at its statement; detail is shown", async () => {
  await write({
    "001_a.sql":
      "create table a (id int primary key);\n\ninsert into a\n  values (1);\ninsert into a values (1);\nselect 1;",
  });
  const error = await failure(migrate(options));
  expect(error.message).toContain("Migration failed at 001_a.sql:5:1: duplicate key value");
  expect(error.message).toContain("Detail: Key (id)=(1) already exists.");
});

test("an error inside DO points at the line of the block, with where and the inner query", async () => {
  await write({
    "001_a.sql": "select 1;\ndo $body$\nbegin\n  perform 1;\n  perform nonsense();\nend\n$body$;",
  });
  const error = await failure(migrate(options));
  expect(error.message).toContain("Migration failed at 001_a.sql:5:3: function nonsense() does not exist");
  expect(error.message).toContain("PL/pgSQL function inline_code_block line 4 at PERFORM");
  expect(error.details).toMatchObject({ internalQuery: "SELECT nonsense()", internalPosition: 8 });
});

test("a deferred constraint that breaks at the end rolls the file back", async () => {
  await write({
    "001_a.sql":
      "create table a (id int primary key);\ncreate table b (a int references a deferrable initially deferred);\ninsert into b values (7);",
  });
  const error = await failure(migrate(options));
  expect(error.message).toContain("Migration failed at 001_a.sql: insert or update on table");
  expect(await exists("a")).toBe(false);
});

test("a deferred trigger still sees the settings of its file", async () => {
  await write({
    "001_a.sql": `create schema inner_one;
      set search_path = inner_one;
      create table seen (path text);
      create table a (id int);
      create function note() returns trigger language plpgsql as $$ begin insert into seen values ('x'); return null; end $$;
      create constraint trigger later after insert on a deferrable initially deferred for each row execute function note();
      insert into a values (1);`,
  });
  await migrate(options);
  expect(await sql`select * from inner_one.seen`).toHaveLength(1);
});

test("changed, missing, out of order, duplicate and badly named: all told, nothing applied", async () => {
  await write(THREE);
  await migrate(options);
  await write({
    "001_players.sql": `${THREE["001_players.sql"]} -- touched`,
    "0003_again.sql": "select 1",
    "4_short.sql": "select 1",
    "005_new.sql": "create table new_one ()",
  });
  await rm(join(options.directory, "002_battles.sql"));
  await symlink("/etc/hostname", join(options.directory, "006_link.sql"));
  await write({ "007_latin.sql": Buffer.from("select '\xe9'", "latin1") });
  const error = await failure(migrate(options));
  expect(error.code).toBe("LEDGER_INTEGRITY");
  expect(error.message).toContain("001_players.sql was changed after it was applied");
  expect(error.message).toContain("002_battles.sql was applied but its file is gone");
  expect(error.message).toContain("0003_again.sql and 003_names.sql have the same number, 3");
  expect(error.message).toContain("4_short.sql is not named like a migration");
  expect(error.message).toContain("006_link.sql is a symbolic link that leaves its folder");
  expect(error.message).toContain("007_latin.sql is not UTF-8 text");
  expect(await exists("new_one")).toBe(false);
  const plan = await planMigrations(options);
  expect(plan.problems.map(({ kind }) => kind)).toContain("duplicate-number");
});

test("a file below the highest applied number stops the run, unless allowed", async () => {
  await write(THREE);
  await rm(join(options.directory, "002_battles.sql"));
  await migrate(options);
  await write({ "002_battles.sql": THREE["002_battles.sql"] });
  expect((await failure(migrate(options))).message).toContain(
    "002_battles.sql is not applied, but 003_names.sql",
  );
  expect(await exists("battles")).toBe(false);
  const report = await migrate({ ...options, allowOutOfOrder: true });
  expect(report.applied.map(({ filename }) => filename)).toEqual(["002_battles.sql"]);
  expect(await migrate(options)).toMatchObject({ applied: [] });
});

test("line ends and BOM are no change", async () => {
  await write(THREE);
  await migrate(options);
  await write({ "002_battles.sql": `\uFEFF${THREE["002_battles.sql"].replaceAll("\n", "\r\n")}` });
  expect(await migrate(options)).toMatchObject({ applied: [], alreadyApplied: 3 });
});

test("the holder of the lock is named when the wait is over", async () => {
  await write({ "001_slow.sql": "select pg_sleep(1.5)" });
  const slow = migrate(options);
  await expect.poll(() => exists("public.schema_migrations")).toBe(true);
  const error = await failure(migrate({ ...options, waitMs: 300 }));
  expect(error.code).toBe("ENVIRONMENT_LOCKED");
  expect(error.message).toMatch(
    /after 300 ms: server process \d+, "infra migrate \(pid \d+\)", from [0-9.]+, since \d{4}-.*, active/,
  );
  expect(events).toContainEqual({
    type: "lock.waiting",
    holder: expect.stringContaining("server process") as string,
  });
  await slow;
});

test("bodies with semicolons are one statement each", async () => {
  await write({
    "001_functions.sql": `
      create function a() returns int language plpgsql as $$ begin perform 1; return 2; end; $$;
      create function b(x int) returns int begin atomic select case when x > 0 then 1 else 2 end; end;
      create table t (id int);
      create rule r as on insert to t do also (select 1; select 2);
      select ';', $q$;$$;$q$, E'\\';', "a;b" from (select 1 as "a;b") s;`,
  });
  await migrate(options);
  expect(await sql`select a() as a, b(0) as b`).toEqual([{ a: 2, b: 2 }]);
});

test.each([
  ["create table a ();\ncommit;\ncreate table b ();", "001_x.sql:2:1: COMMIT"],
  ["create table a ();\n  \\connect other", "001_x.sql:2:3: psql commands"],
  ["create table a (x int);\n\ncopy a (x) from stdin;\n1\n\\.\n", "001_x.sql:3:1: COPY"],
  ["set standard_conforming_strings = off;", "001_x.sql:1:1: standard_conforming_strings"],
])("%j is refused with its place before anything runs", async (text, message) => {
  await write({ "000_before.sql": "create table before_it ()", "001_x.sql": text });
  const error = await failure(migrate(options));
  expect(error.code).toBe("MIGRATION_FAILED");
  expect(error.message).toContain(`Migration failed at ${message}`);
  expect(error.message).toContain("^");
  expect(await exists("before_it")).toBe(false);
});

test("nothing of a session leaks from one file to the next", async () => {
  await sql.unsafe("create role visitor; create schema elsewhere; grant all on schema elsewhere to visitor");
  await write({
    "001_a.sql":
      "set search_path = elsewhere; set role visitor; set my.setting = 'x'; create temp table t (); create table here ();",
    "002_b.sql": `do $$ begin
        if current_user <> 'owner' then raise 'role %', current_user; end if;
        if current_setting('my.setting', true) <> '' then raise 'setting'; end if;
        if to_regclass('t') is not null then raise 'temporary table'; end if;
      end $$;
      create table there ();`,
  });
  await migrate(options);
  expect(await exists("elsewhere.here")).toBe(true);
  expect(await exists("public.there")).toBe(true);
  await sql.unsafe("drop schema elsewhere cascade; drop owned by visitor; drop role visitor");
});

test("notices come as events with the line of their statement", async () => {
  await write({
    "001_a.sql":
      "create table a ();\n\ndrop table if exists nowhere;\ndo $$ begin raise warning 'hm'; end $$;\n",
  });
  await migrate(options);
  const filename = "001_a.sql";
  const notices = events.filter(({ type }) => type === "migration.notice");
  expect(notices).toEqual([
    {
      type: "migration.notice",
      filename,
      severity: "NOTICE",
      message: 'table "nowhere" does not exist, skipping',
      line: 3,
    },
    { type: "migration.notice", filename, severity: "WARNING", message: "hm", line: 4 },
  ]);
});

test("abort ends the query on the server and keeps nothing of the file", async () => {
  await write({
    "001_a.sql": "create table a ()",
    "002_slow.sql": "create table b (); select pg_sleep(60); create table c ();",
  });
  const controller = new AbortController();
  const running = migrate({ ...options, context: { ...options.context, signal: controller.signal } });
  const sleeping = async () =>
    (await sql`select from pg_stat_activity where query like 'select pg_sleep(60%' and state = 'active'`)
      .length;
  await expect.poll(sleeping).toBe(1);
  const startedAt = performance.now();
  controller.abort();
  const error = await failure(running);
  expect(performance.now() - startedAt).toBeLessThan(30_000);
  expect(error.code).toBe("INTERRUPTED");
  expect(await sleeping()).toBe(0);
  expect(await recorded()).toEqual(["001_a.sql"]);
  expect(await exists("b")).toBe(false);
});

test("a ledger file of the old kind is taken over once, if the database holds something", async () => {
  await write(THREE);
  await sql.unsafe(THREE["001_players.sql"]);
  const plan = await planMigrations(options);
  const applied = [
    { filename: "001_players.sql", checksum: plan.pending[0]?.checksum, appliedAt: "2025-09-28T12:34:56Z" },
  ];
  await writeFile(options.ledgerFile, JSON.stringify({ version: 1, applied }));
  const report = await migrate(options);
  expect(report).toMatchObject({ alreadyApplied: 1, applied: [{ filename: "002_battles.sql" }, {}] });
  const copy = JSON.parse(await readFile(options.ledgerFile, "utf8")) as { applied: unknown[] };
  expect(copy).toHaveProperty("systemIdentifier");
  expect(copy.applied[0]).toMatchObject({
    filename: "001_players.sql",
    appliedAt: "2025-09-28T12:34:56.000Z",
  });
});

test("a ledger file beside an empty database is not believed", async () => {
  await write(THREE);
  const plan = await planMigrations(options);
  const applied = plan.pending.map(({ filename, checksum }) => ({
    filename,
    checksum,
    appliedAt: "2025-09-28T12:34:56Z",
  }));
  await writeFile(options.ledgerFile, JSON.stringify({ version: 1, applied }));
  expect((await migrate(options)).applied).toHaveLength(3);
  expect(events).toContainEqual({
    type: "warning",
    message: expect.stringContaining("database is empty") as string,
  });
});

test("a ledger file of another cluster is told and not believed", async () => {
  await write(THREE);
  await sql`create table something ()`;
  const applied = [
    {
      filename: "001_players.sql",
      checksum: `sha256:${"0".repeat(64)}`,
      appliedAt: "2025-09-28T12:34:56Z",
    },
  ];
  const foreign = { version: 1, systemIdentifier: "123", database: options.connection.database, applied };
  await writeFile(options.ledgerFile, JSON.stringify(foreign));
  expect((await migrate(options)).applied).toHaveLength(3);
  expect(events).toContainEqual({
    type: "warning",
    message: expect.stringContaining("another database") as string,
  });
});

test("a broken ledger file stops the run without a table, and is rewritten beside one", async () => {
  await write(THREE);
  await writeFile(options.ledgerFile, '{"version": 1, "applied": [');
  const error = await failure(migrate(options));
  expect(error.code).toBe("LEDGER_INTEGRITY");
  expect(error.message).toContain("is not JSON");
  await rm(options.ledgerFile);
  await migrate(options);
  await writeFile(options.ledgerFile, '{"version": 1, "applied": [');
  await migrate(options);
  expect(JSON.parse(await readFile(options.ledgerFile, "utf8"))).toHaveProperty("applied");
});

test("another tool's table of that name is left alone", async () => {
  await write(THREE);
  await sql`create table public.schema_migrations (version text primary key)`;
  const error = await failure(migrate(options));
  expect(error.code).toBe("LEDGER_INTEGRITY");
  expect(error.message).toContain("belongs to another migration tool");
  expect(await exists("players")).toBe(false);
});

test("an ordinary role that owns its database can migrate it", async () => {
  await write(THREE);
  const { database } = options.connection;
  await sql.unsafe(`create role plain login password 'plain'; alter database ${database} owner to plain`);
  const connection = { ...options.connection, user: "plain", password: new Secret("plain") };
  expect((await migrate({ ...options, connection })).applied).toHaveLength(3);
  await sql.unsafe(
    `alter database ${database} owner to owner; reassign owned by plain to owner; drop role plain`,
  );
});

test("planning creates nothing", async () => {
  await write(THREE);
  const plan = await planMigrations(options);
  expect(plan.pending).toHaveLength(3);
  expect(plan.pending[0]).not.toHaveProperty("bytes");
  expect(await exists("public.schema_migrations")).toBe(false);
  const none = await planMigrations({ ...options, directory: join(folder, "nowhere") });
  expect(none).toMatchObject({ pending: [], directory: { exists: false } });
});

test("extensions come before the first migration; one the server lacks names what has it", async () => {
  await write({
    "001_a.sql": "create table a (name text); create index on a using gin (name gin_trgm_ops);",
  });
  const report = await migrate({ ...options, extensions: ["pg_trgm"] });
  expect(report.extensionsCreated).toEqual(["pg_trgm"]);
  expect(await ensureExtensions({ ...options, extensions: ["pg_trgm"] })).toEqual([]);
  const error = await failure(ensureExtensions({ ...options, extensions: ["timescaledb"] }));
  expect(error.code).toBe("CONFIG_INVALID");
  expect(error.hint).toContain("timescale/timescaledb:latest-pg18");
});

test("a new migration gets the next number", async () => {
  await write(THREE);
  const path = await newMigration({ directory: options.directory, description: "Add players' rank" });
  expect(path).toBe(join(options.directory, "004_add_players_rank.sql"));
});

test("a connection lost before the commit: the table is asked, nothing was kept", async () => {
  await write({ "001_a.sql": "create table a (); select pg_sleep(60);" });
  const running = failure(migrate(options));
  const kill = () =>
    sql`select pg_terminate_backend(pid) from pg_stat_activity where query like 'select pg_sleep(60%' and pid <> pg_backend_pid()`;
  await expect.poll(async () => (await kill()).length).toBe(1);
  const error = await running;
  expect(error.code).toBe("MIGRATION_FAILED");
  expect(error.message).toContain("the file is not recorded as applied");
  expect(await exists("a")).toBe(false);
});

test("a connection lost after the commit: the file counts as applied and the run goes on", async () => {
  await write({ "001_a.sql": "create table a ();" });
  await migrate(options);
  await write({ "002_b.sql": "create table b ();", "003_c.sql": "create table c ();" });
  const proxy = await startCuttingProxy(options.connection.port, "002_b.sql");
  try {
    const report = await migrate({
      ...options,
      connection: { ...options.connection, port: proxy.port },
    });
    expect(report.applied.map(({ filename }) => filename)).toEqual(["002_b.sql", "003_c.sql"]);
    expect(proxy.cuts).toBe(1);
  } finally {
    await proxy.close();
  }
});
