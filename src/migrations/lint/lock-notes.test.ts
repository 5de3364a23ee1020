import { expect, test } from "vitest";
import { checksumsOf } from "../files/checksum.js";
import { parseMigration } from "../sql/refusals.js";
import type { PreparedMigration } from "../ledger/migration-state.js";
import { lockNotes } from "./lock-notes.js";
import { tableLocksOf } from "./statements.js";
import { unseenCode } from "./unseen-code.js";

function pending(...texts: string[]): PreparedMigration[] {
  return texts.map((text, index) => {
    const number = index + 1;
    const filename = `00${number}_x.sql`;
    const bytes = Buffer.from(text);
    const source = { filename, number, path: `/m/${filename}`, bytes, ...checksumsOf(bytes) };
    return { source, migration: parseMigration(text) };
  });
}

function noted(relations: string[], ...texts: string[]): string[] {
  return lockNotes(pending(...texts), { relations, columns: [] }).map(
    ({ filename, line, relation }) => `${filename}:${line} ${relation}`,
  );
}

test("a note says where, what, how strong, whom it holds up, and the gentler way", () => {
  const text =
    "-- names\ncreate table fresh (id int);\nalter table players\n  alter column name set not null;";
  expect(lockNotes(pending(text), { relations: ["public.players"], columns: [] })).toEqual([
    {
      filename: "001_x.sql",
      line: 3,
      statement: "ALTER TABLE … SET NOT NULL",
      relation: "players",
      mode: "ACCESS EXCLUSIVE",
      blocks: "reads and writes",
      work: "scan",
      advice: expect.stringContaining("NOT VALID") as string,
    },
  ]);
});

test("what the files create themselves is nobody's yet, in later files too", () => {
  expect(noted(["public.players"], "create table guilds (id int)", "create index on guilds (id)")).toEqual(
    [],
  );
  const referring = "create table scores (player int references players)";
  expect(noted(["public.players"], referring)).toEqual(["001_x.sql:1 players"]);
  expect(noted([], referring)).toEqual([]);
});

test("a table made if it is not there counts as there when it is", () => {
  const text = "create table if not exists players (id int);\ncreate index on players (id);";
  expect(noted([], text)).toEqual([]);
  expect(noted(["public.players"], text)).toEqual(["001_x.sql:2 players"]);
});

test("a renamed table keeps its users, a dropped and recreated one has none", () => {
  const used = ["public.players", "game.heroes"];
  expect(noted(used, "alter table players rename to gamers;", "create index on gamers (id);")).toEqual([
    "001_x.sql:1 players",
    "002_x.sql:1 gamers",
  ]);
  expect(noted(used, "drop table players;\ncreate table players ();\ncreate index on players (id);")).toEqual(
    ["001_x.sql:1 players"],
  );
  expect(noted(used, "create index on heroes (id)", "create index on game.heroes (id)")).toHaveLength(2);
  expect(noted(used, "create index on other.heroes (id)")).toEqual([]);
});

const NAME = { table: "players", name: "name", type: "character varying(10)" };
const column = { ...NAME, isChecked: false, isInExpression: false };

/** What is done to the table by the last of these, which changes a type. */
function workOf(columns: (typeof column)[], ...texts: string[]): string | undefined {
  const notes = lockNotes(pending(...texts), { relations: ["public.players", "game.players"], columns });
  const { work, advice = "" } = notes.findLast(({ statement }) => statement.endsWith("TYPE")) ?? {};
  return advice.includes("Some changes do not rewrite") ? `${work}?` : work;
}

test("a change of type rewrites or not by the type that the column has then, as the files change it", () => {
  const wider = "alter table players alter name type varchar(20)";
  const narrower = "alter table game.players alter column name set data type varchar(15);";
  expect(workOf([column], wider)).toBe("brief");
  expect(workOf([column], "alter table players alter name type varchar(5)")).toBe("rewrite");
  expect(workOf([column], narrower)).toBe("brief");
  expect(workOf([column], wider, narrower)).toBe("rewrite");
  expect(workOf([column], `alter table players add x int; ${wider}`)).toBe("brief");
});

test("where it is not known what a column is, a change of type may rewrite", () => {
  const change = "alter table players alter name type varchar(20)";
  expect(workOf([], change)).toBe("rewrite?");
  expect(workOf([column, { ...column, type: "text" }], change)).toBe("rewrite?");
  expect(workOf([{ ...column, type: "citext" }], "alter table players alter name type text")).toBe(
    "rewrite?",
  );
  expect(workOf([column], `alter table players drop column name, add name varchar(30); ${change}`)).toBe(
    "rewrite?",
  );
  expect(
    workOf([column], `alter table players rename to p; alter table p rename to players; ${change}`),
  ).toBe("rewrite?");
  expect(workOf([column], `create index on players (lower(name)); ${change}`)).toBe("rewrite?");
  expect(workOf([column], `alter table players add check (name <> ''); ${change}`)).toBe("rewrite?");
  expect(workOf([column], `${change} collate "C"`)).toBe("rewrite?");
});

test("code that runs in a file is told where it does: DO, CALL, functions of users", () => {
  const creation =
    "create or replace function game.fill() returns void language plpgsql as $$ begin end $$;\n";
  expect(
    unseenCode(
      pending(
        `${creation}select game.fill(), fill(), now();\ncall "Big Job"(1);`,
        "do $$ begin end $$;\nselect setval('s', 1);\ninsert into players (id) select sign_up(x) from y;",
      ),
      { routines: ["sign_up", "other"] },
    ),
  ).toEqual([
    { filename: "001_x.sql", line: 2, code: "fill()" },
    { filename: "001_x.sql", line: 3, code: '"Big Job"()' },
    { filename: "002_x.sql", line: 1, code: "DO" },
    { filename: "002_x.sql", line: 3, code: "sign_up()" },
  ]);
});

test.each([
  ['alter table "Big Table" add column x int', '"Big Table"'],
  ['alter table game."players" add column x int', "game.players"],
  ['truncate "only"', '"only"'],
  ["ALTER TABLE /* all */ ONLY Players -- these\n ADD COLUMN x int", "players"],
])("%s: the name is %s", (sql, relation) => {
  expect(tableLocksOf(sql)).toMatchObject([{ relation }]);
});

test("several actions are one lock: the strongest mode, the longest work", () => {
  const sql = "alter table a add foreign key (x) references b, add column y int default random()";
  expect(tableLocksOf(sql)).toMatchObject([
    { relation: "a", mode: "ACCESS EXCLUSIVE", work: "rewrite" },
    { relation: "b", mode: "SHARE ROW EXCLUSIVE", work: "scan" },
  ]);
});

test.each([
  "select 1",
  "create index concurrently a on b (c)",
  "alter table a validate constraint b",
  "alter index a rename to b",
  "create table a (b int default nextval('s'), c text check (c <> 'drop table'))",
  "do $$ begin drop table players; end $$",
  "grant select on a to b",
  "alter table",
  "create",
  "lock",
  "",
])("%j holds nobody up, as far as one can see", (sql) => {
  expect(tableLocksOf(sql)).toEqual([]);
});
