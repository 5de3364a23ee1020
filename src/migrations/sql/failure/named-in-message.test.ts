import { expect, test } from "vitest";
import { namedInMessage } from "./named-in-message.js";
import { scanSql } from "../scanner.js";

test.each([
  ['column "a" does not exist', "create index on t (‹a)"],
  ['column "a" does not exist', "create index on a (A)"],
  ['column "A" does not exist', 'create index on a (‹"A")'],
  ['column "a" of relation "t" does not exist', 'alter table ‹t drop b, drop a, drop "a"'],
  ['column "a" does not exist', "select 'a', $$ a $$ /* a */, ‹a -- a"],
  ['relation "s.t" does not exist', "alter table s.‹t add x int"],
  ["function s.f(integer, text) does not exist", "drop function s.‹f(integer, text)"],
  ['invalid input syntax for type integer: "a"', "insert into t (a) values ('a')"],
  ["division by zero", "select zero"],
])("%s: %s", (message, marked) => {
  const text = `select 1; ${marked.replace("‹", "")}`;
  const statement = scanSql(text).statements[1];
  if (!statement) throw new Error("there are two statements");
  const place = marked.includes("‹") ? "select 1; ".length + marked.indexOf("‹") : undefined;
  expect(namedInMessage(message, text, statement)).toBe(place);
});
