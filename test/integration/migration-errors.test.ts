import { rm } from "node:fs/promises";
import { join } from "node:path";
import postgres from "postgres";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { TemporaryProject } from "../support/temporary-project.js";

let project: TemporaryProject;

beforeAll(async () => {
  project = await TemporaryProject.create({
    config: { migrations: { lockTimeoutMs: 300 } },
    migrations: {
      "001_players.sql": `create table players (id int primary key, name text not null, check (id < 100));
        create table guilds (leader int references players deferrable initially deferred);
        insert into players values (1, 'Ann');`,
    },
  });
  await project.succeed("up");
});

afterAll(() => project[Symbol.asyncDispose]());

afterEach(() => rm(join(project.dir, "migrations", FILE), { force: true }));

const FILE = "002_broken.sql";

interface Details {
  line: number | null;
  column: number | null;
  excerpt: string | null;
  routine: { name: string; line: number; column: number } | null;
  sqlState: string;
  [name: string]: unknown;
}

/** Runs the SQL, in which `‹` marks the place that the error is to name. Lines and columns are where the mark was. */
async function fail(marked: string): Promise<{ details: Details; message: string; at: object }> {
  await project.migration(FILE, marked.replaceAll(/[‹«]/g, ""));
  const { exitCode, document } = await project.json<{ error: { message: string; details: Details } }>(
    "migrate",
  );
  expect(exitCode).toBe(12);
  expect(document.error.details["filename"]).toBe(FILE);
  return { ...document.error, at: placeOf("‹", marked) };
}

function placeOf(mark: string, marked: string): { line: number; column: number } {
  const before = (marked.split(mark)[0] ?? "").replaceAll(/[‹«]/g, "").split("\n");
  return { line: before.length, column: Array.from(before.at(-1) ?? "").length + 1 };
}

describe("an error is shown at the place", () => {
  test.each([
    ["the server names", "42703", "select 1;\nselect id,\n  ‹nmae from players;"],
    ["behind characters of all widths", "42703", "-- 💥\nselect 'é中💥'; select '💥é',\t‹nmae from players;"],
    ["of a name without position", "42703", "select 1;\ncreate index on players (‹nmae);"],
    ["of a quoted name", "42703", 'create index on players ("id", ‹"na""me");'],
    ["of a column that must not be null", "23502", "insert into players (id, ‹name)\nvalues (2, null);"],
    [
      "of a table that is there already",
      "42P07",
      "create table if not exists x ();\ncreate table public.‹players ();",
    ],
    ["of a function that is not there", "42883", "drop function public.‹nosuch(int);"],
    ["of a role that is not there", "42704", "grant select on players to ‹nobody_here;"],
    ["where the statement begins, names being many", "42701", "\n ‹create table twice (a int, a int);"],
    [
      "where the statement begins, the name being elsewhere",
      "23505",
      "/* one */ ‹insert into players values (1, 'x');",
    ],
    ["where the statement begins, nothing being named", "22012", "select 1;\n\n  ‹select 1 / 0;"],
    ["in a DO block, by its line", "22012", "do $$\ndeclare x int;\nbegin\n  ‹x := 1 / 0;\nend $$;"],
    [
      "in a DO block of one line",
      "P0001",
      "select 1; do language plpgsql 'begin raise exception ''boom''; end';".replace("begin", "‹begin"),
    ],
    [
      "in a DO block, in its query",
      "42P01",
      "do language 'plpgsql' $x$\nbegin\n  if true then\n    insert into ‹nosuch values (1);\n  end if;\nend $x$;",
    ],
    ["in a DO block that does not compile", "42601", "do $$\nbegin\n  ‹perfrom 1;\nend $$;"],
    [
      "in a DO block, not in what it puts together",
      "42703",
      "do $$\nbegin\n  ‹execute 'select ' || 'nope';\nend $$;",
    ],
    [
      "in a function that does not compile",
      "42601",
      "create function f() returns int language plpgsql as $$\nbegin\n  ‹retrn 1;\nend $$;",
    ],
    [
      "in a function of SQL",
      "42703",
      "create function f() returns int language sql as $$\n  select 1;\n  select ‹nope $$;",
    ],
    [
      "in a body of BEGIN ATOMIC",
      "42703",
      "create function f() returns int begin atomic\n  select 1;\n  select ‹nope; end;",
    ],
    ["of a comment that is never closed", "42601", "select 1;\n‹/* select 2;"],
    ["of a statement that took too long", "57014", "set statement_timeout = 50;\n‹select pg_sleep(20);"],
  ])("%s", async (_, sqlState, marked) => {
    for (const text of [marked, marked.replaceAll("\n", "\r\n")]) {
      const { details, at } = await fail(text);
      expect(details).toMatchObject({ ...at, sqlState });
    }
  });
});

describe("an error in a function is shown where the file creates it", () => {
  const DEFINITIONS = `create schema s;
    create function public."F 1"(x int) returns int language plpgsql as $$
      begin
        return «nope; -- and
      end $$;
    create procedure s.p() language plpgsql as $$ begin
      perform "F 1"(1); end $$;\n`;
  test.each([
    ["called from SQL", '‹select public."F 1"(2);'],
    ["called from a DO block by another", "do $$\nbegin\n  ‹call s.p();\nend $$;"],
  ])("%s", async (_, call) => {
    const marked = DEFINITIONS + call;
    const { details, at, message } = await fail(marked);
    expect(details).toMatchObject({
      ...at,
      sqlState: "42703",
      routine: { name: "F 1", ...placeOf("«", marked) },
    });
    expect(message).toContain(`return nope; -- and\n`);
  });

  test("of SQL, by its statement", async () => {
    const marked =
      "create function g() returns int language sql as $$\n  select 1; «select 1 / (id - id) from players $$;\n‹select g();";
    const { details, at } = await fail(marked);
    expect(details).toMatchObject({ ...at, routine: { name: "g", ...placeOf("«", marked) } });
  });

  test("as a trigger", async () => {
    const marked = `create function t() returns trigger language plpgsql as $$
      begin
        «raise exception 'no %', new.id using detail = 'because', hint = 'do not', errcode = 'TT001';
      end $$;
      create trigger t before insert on players for each row execute function t();
      ‹insert into players values (50, 'Eve');`;
    const { details, at } = await fail(marked);
    expect(details).toMatchObject({
      ...at,
      message: "no 50",
      sqlState: "TT001",
      detail: "because",
      serverHint: "do not",
      where: "PL/pgSQL function t() line 3 at RAISE",
      routine: { name: "t", ...placeOf("«", marked) },
    });
  });

  test("elsewhere: its query is shown", async () => {
    await using other = await TemporaryProject.create({
      migrations: {
        "001_f.sql": "create function h() returns int language plpgsql as $$ begin return nope; end $$;",
      },
    });
    await other.succeed("up");
    await other.migration("002_call.sql", "select h();");
    const { stderr } = await other.infra("migrate");
    expect(stderr).toContain(
      "  Inside: PL/pgSQL function h() line 1 at RETURN\n  Query:\n  1 | nope\n    | ^\n",
    );
  });
});

test("a check at the end of the file has no place in it", async () => {
  const { details, message } = await fail("insert into guilds values (77);");
  expect(details).toMatchObject({
    line: null,
    column: null,
    excerpt: null,
    sqlState: "23503",
    constraint: "guilds_leader_fkey",
  });
  expect(message).toContain("at the end of the file");
});

test("a lock that another session holds", async () => {
  const { DATABASE_URL = "" } = await project.variables();
  const sql = postgres(DATABASE_URL, { max: 1 });
  try {
    await sql.begin(async (transaction) => {
      await transaction.unsafe("lock table players");
      const { details, at } = await fail("select 1;\n‹alter table players add column age int;");
      expect(details).toMatchObject({ ...at, sqlState: "55P03" });
    });
  } finally {
    await sql.end();
  }
});

test("for people: words, two lines before, a caret that stands right after tabs and wide characters", async () => {
  await project.migration(FILE, "-- one\r\n-- two\r\n-- three\r\n\tselect '中é💥',\tnmae from players;\r\n");
  const { stderr } = await project.infra("migrate");
  expect(stderr.split("\n").slice(0, 6)).toEqual([
    'ERROR: Migration failed at 002_broken.sql:4:16: column "nmae" does not exist (SQLSTATE 42703)',
    "  2 | -- two",
    "  3 | -- three",
    "  4 | \tselect '中é💥',\tnmae from players;",
    `    | \t${" ".repeat("select '".length + "中".length * 2 + "é".length + 2 + "',".length)}\t^`,
    '  Server\'s hint: Perhaps you meant to reference the column "players.name".',
  ]);
});
