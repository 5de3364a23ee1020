import { expect, test } from "vitest";
import { migrate } from "../../src/migrations/commands/migrate.js";
import { failureOf, scratchMigrations } from "../support/scratch-migrations.js";

const scratch = scratchMigrations();

test("the failing third of four: line, column, caret; one and two are kept, nothing of the third", async () => {
  await scratch.write({
    "001_a.sql": "create table a (id int);",
    "002_b.sql": "create table b (id int);",
    "003_add_index.sql":
      "create table c (id int);\r\n-- über\r\ninsert into c values (1);\r\n\tinsert into c (nmae) values (2); -- '\r\n",
    "004_d.sql": "create table d (id int);",
  });
  const error = await failureOf(migrate(scratch.options));
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
  expect(await scratch.recorded()).toEqual(["001_a.sql", "002_b.sql"]);
  expect(await scratch.exists("c")).toBe(false);
  expect(await scratch.exists("d")).toBe(false);
  const copy = await scratch.copy();
  expect(copy.applied).toHaveLength(2);
});

test("an error without a position points at its statement; detail is shown", async () => {
  await scratch.write({
    "001_a.sql":
      "create table a (id int primary key);\n\ninsert into a\n  values (1);\ninsert into a values (1);\nselect 1;",
  });
  const error = await failureOf(migrate(scratch.options));
  expect(error.message).toContain("Migration failed at 001_a.sql:5:1: duplicate key value");
  expect(error.message).toContain("Detail: Key (id)=(1) already exists.");
});

test("an error inside DO points at the line of the block, with where and the inner query", async () => {
  await scratch.write({
    "001_a.sql": "select 1;\ndo $body$\nbegin\n  perform 1;\n  perform nonsense();\nend\n$body$;",
  });
  const error = await failureOf(migrate(scratch.options));
  expect(error.message).toContain("Migration failed at 001_a.sql:5:3: function nonsense() does not exist");
  expect(error.message).toContain("PL/pgSQL function inline_code_block line 4 at PERFORM");
  expect(error.details).toMatchObject({ internalQuery: "SELECT nonsense()", internalPosition: 8 });
});

test("a deferred constraint that breaks at the end rolls the file back", async () => {
  await scratch.write({
    "001_a.sql":
      "create table a (id int primary key);\ncreate table b (a int references a deferrable initially deferred);\ninsert into b values (7);",
  });
  const error = await failureOf(migrate(scratch.options));
  expect(error.message).toContain("Migration failed at 001_a.sql: insert or update on table");
  expect(await scratch.exists("a")).toBe(false);
});

test("a deferred trigger still sees the settings of its file", async () => {
  await scratch.write({
    "001_a.sql": `create schema inner_one;
      set search_path = inner_one;
      create table seen (path text);
      create table a (id int);
      create function note() returns trigger language plpgsql as $$ begin insert into seen values ('x'); return null; end $$;
      create constraint trigger later after insert on a deferrable initially deferred for each row execute function note();
      insert into a values (1);`,
  });
  await migrate(scratch.options);
  expect(await scratch.sql`select * from inner_one.seen`).toHaveLength(1);
});

test("bodies with semicolons are one statement each", async () => {
  await scratch.write({
    "001_functions.sql": `
      create function a() returns int language plpgsql as $$ begin perform 1; return 2; end; $$;
      create function b(x int) returns int begin atomic select case when x > 0 then 1 else 2 end; end;
      create table t (id int);
      create rule r as on insert to t do also (select 1; select 2);
      select ';', $q$;$$;$q$, E'\\';', "a;b" from (select 1 as "a;b") s;`,
  });
  await migrate(scratch.options);
  expect(await scratch.sql`select a() as a, b(0) as b`).toEqual([{ a: 2, b: 2 }]);
});

test.each([
  ["create table a ();\ncommit;\ncreate table b ();", "001_x.sql:2:1: COMMIT"],
  ["create table a ();\n  \\connect other", "001_x.sql:2:3: psql commands"],
  ["create table a (x int);\n\ncopy a (x) from stdin;\n1\n\\.\n", "001_x.sql:3:1: COPY"],
  ["set standard_conforming_strings = off;", "001_x.sql:1:1: standard_conforming_strings"],
])("%j is refused with its place before anything runs", async (text, message) => {
  await scratch.write({ "000_before.sql": "create table before_it ()", "001_x.sql": text });
  const error = await failureOf(migrate(scratch.options));
  expect(error.code).toBe("MIGRATION_FAILED");
  expect(error.message).toContain(`Migration failed at ${message}`);
  expect(error.message).toContain("^");
  expect(await scratch.exists("before_it")).toBe(false);
});

test("nothing of a session leaks from one file to the next", async () => {
  await scratch.sql.unsafe(
    "create role visitor; create schema elsewhere; grant all on schema elsewhere to visitor",
  );
  await scratch.write({
    "001_a.sql":
      "set search_path = elsewhere; set role visitor; set my.setting = 'x'; create temp table t (); create table here (); create sequence s; select nextval('s');",
    "002_b.sql": `do $$ begin
        if current_user <> 'owner' then raise 'role %', current_user; end if;
        if current_setting('my.setting', true) <> '' then raise 'setting'; end if;
        if to_regclass('t') is not null then raise 'temporary table'; end if;
        begin perform lastval(); raise 'lastval'; exception when object_not_in_prerequisite_state then null; end;
      end $$;
      create table there ();`,
  });
  await migrate(scratch.options);
  expect(await scratch.exists("elsewhere.here")).toBe(true);
  expect(await scratch.exists("public.there")).toBe(true);
  await scratch.sql.unsafe("drop schema elsewhere cascade; drop owned by visitor; drop role visitor");
});

test("notices come as events with the line of their statement", async () => {
  await scratch.write({
    "001_a.sql":
      "create table a ();\n\ndrop table if exists nowhere;\ndo $$ begin raise warning 'hm'; end $$;\n",
  });
  await migrate(scratch.options);
  const filename = "001_a.sql";
  const notices = scratch.events.filter(({ type }) => type === "migration.notice");
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
  await scratch.write({
    "001_a.sql": "create table a ()",
    "002_slow.sql": "create table b (); select pg_sleep(60); create table c ();",
  });
  const controller = new AbortController();
  const running = migrate({
    ...scratch.options,
    context: { ...scratch.options.context, signal: controller.signal },
  });
  const sleeping = async () =>
    (
      await scratch.sql`select from pg_stat_activity where query like 'select pg_sleep(60%' and state = 'active'`
    ).length;
  await expect.poll(sleeping).toBe(1);
  const startedAt = performance.now();
  controller.abort();
  const error = await failureOf(running);
  expect(performance.now() - startedAt).toBeLessThan(30_000);
  expect(error.code).toBe("INTERRUPTED");
  expect(await sleeping()).toBe(0);
  expect(await scratch.recorded()).toEqual(["001_a.sql"]);
  expect(await scratch.exists("b")).toBe(false);
});
