import { expect, test } from "vitest";
import { findRefusal, parseMigration } from "./refusals.js";

function refused(text: string): string | undefined {
  return findRefusal(parseMigration(text))?.message;
}

test.each([
  "begin",
  "BEGIN ISOLATION LEVEL SERIALIZABLE",
  "start transaction",
  "commit and chain",
  "end",
  "abort",
  "rollback",
  "rollback prepared 'x'",
  "prepare transaction 'x'",
  "copy t (a, b) from stdin with (format csv)",
  'copy "from" FROM STDIN',
  "copy (select 1) to stdout",
  "discard all",
  "set standard_conforming_strings to off",
  "set local standard_conforming_strings = 'off'",
  "-- infra:no-transacton\nselect 1",
])("%s is refused", (text) => {
  expect(refused(text)).toBeDefined();
  if (!text.startsWith("--")) expect(refused(`select 1;\n${text};`)).toBeDefined();
});

test.each([
  "savepoint a",
  "rollback to a",
  "rollback work to savepoint a",
  "release a",
  "prepare transaction as select 1",
  "set transaction isolation level serializable",
  "set standard_conforming_strings = on",
  "copy t from '/tmp/x'",
  "copy t from program 'echo stdin'",
  "create function f() returns int begin atomic select 1; end",
  "do $$ begin commit; end $$",
  "select 'commit;' /* ; rollback */",
  "discard temp",
])("%s is allowed", (text) => {
  expect(refused(`${text};`)).toBeUndefined();
});

test("the earliest of several is the one told", () => {
  const refusal = findRefusal(parseMigration("select 1;\ncommit;\n\\d\n"));
  expect(refusal?.offset).toBe(10);
});

test("only the first line may take a file out of its transaction", () => {
  expect(parseMigration("-- infra:no-transaction\nselect 1").inTransaction).toBe(false);
  expect(parseMigration("-- infra:no-transaction\r\nselect 1").inTransaction).toBe(false);
  expect(parseMigration("\n-- infra:no-transaction\nselect 1").inTransaction).toBe(true);
});
