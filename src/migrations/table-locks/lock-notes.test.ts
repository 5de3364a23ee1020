import { expect, test } from "vitest";
import { checksumsOf } from "../files/checksum.js";
import { parseMigration } from "../sql/refusals.js";
import type { PreparedMigration } from "../survey.js";
import { lockNotes } from "./lock-notes.js";
import { tableLocksOf } from "./statements.js";

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
  return lockNotes(pending(...texts), relations).map(
    ({ filename, line, relation }) => `${filename}:${line} ${relation}`,
  );
}

test("a note says where, what, how strong, whom it holds up, and the gentler way", () => {
  const text =
    "-- names\ncreate table fresh (id int);\nalter table players\n  alter column name set not null;";
  expect(lockNotes(pending(text), ["public.players"])).toEqual([
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
