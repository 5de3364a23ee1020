import fc from "fast-check";
import { expect, test } from "vitest";
import { blank } from "../../../test/support/sql-literals.js";
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
  "select 1, PG_Advisory_Unlock_All()",
  'select pg_catalog."pg_advisory_unlock_all"()',
  "set standard_conforming_strings to off",
  "set local standard_conforming_strings = 'off'",
  'set session "standard_conforming_strings" to false',
  "prepare transaction U&'x'",
  "select pg_catalog.set_config('standard_conforming_strings', 'off', false)",
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
  "SET Standard_Conforming_Strings TO 'true'",
  "set local standard_conforming_strings to default",
  "rollbac\u212a",
  "select set_config('standard_conforming_strings', 'on', true), set_config('search_path', 'off', true)",
  "select $$set_config('standard_conforming_strings', 'off')$$, 'set standard_conforming_strings to off'",
  "create function f() returns int language sql set standard_conforming_strings = off as 'select 1'",
  "copy t from '/tmp/x'",
  "copy t from program 'echo stdin'",
  "create function f() returns int begin atomic select 1; end",
  "do $$ begin commit; end $$",
  "select 'commit;' /* ; rollback */",
  "discard temp",
  "select 'pg_advisory_unlock_all()' -- pg_advisory_unlock_all()",
  "select pg_advisory_unlock(1)",
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

/** Words of statements that are refused, between which anything blank may stand. */
const REFUSED = [
  ["begin"],
  ["begin", "work"],
  ["start", "transaction"],
  ["commit"],
  ["END", "transaction"],
  ["abort"],
  ["rollback", "work"],
  ["rollback", "and", "no", "chain"],
  ["commit", "prepared", "'x'"],
  ["prepare", "transaction", "E'x'"],
  ["copy", "t", "(a, ", '"from")', "from", "stdin", "csv"],
  ["copy", '"to"', ".", "t", "to", "stdout"],
  ["discard", "all"],
  ["set", "standard_conforming_strings", "to", "off"],
];

/** In many ways the same for the server. */
function refusedStatement(): fc.Arbitrary<string> {
  return fc.constantFrom(...REFUSED).chain((words) =>
    fc
      .tuple(fc.array(blank(), { minLength: words.length, maxLength: words.length }), fc.boolean())
      .map(([blanks, loud]) => {
        const text = words.map(
          (word, at) => (at === 0 ? "" : (blanks[at] ?? "")) + (loud ? word.toUpperCase() : word),
        );
        return text.join("");
      }),
  );
}

/** Statements that hold what would be refused, where it means nothing. */
function harmless(): fc.Arbitrary<string> {
  const bait = fc
    .oneof(refusedStatement(), fc.constantFrom("\\d", "\\connect x", "\\.", "\\"))
    .map((text) => `;\n${text};\n`);
  return fc.oneof(
    bait.map((text) => `select '${text.replaceAll("'", "''")}';`),
    bait.map((text) => `select E'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}';`),
    bait.map((text) => `select 1 as "${text.replaceAll('"', '""')}";`),
    bait.map((text) => `do $x$${text.replaceAll("$x$", "")}$x$;`),
    bait.map((text) => `/* ${text.replaceAll(/[*/]/g, "")} */`),
    bait.map((text) => `--${text.replaceAll(/[\n\r]/g, " ")}\n`),
    bait.map((text) => `create procedure p() begin atomic select $_$${text.replaceAll("$_$", "")}$_$; end;`),
    fc.constantFrom(
      "select 1;\r\n",
      "create table commit (begin int);",
      "\t\v\f",
      "savepoint a; rollback to a;",
    ),
  );
}

test("nothing inside quotes and comments is refused", () => {
  fc.assert(
    fc.property(fc.array(harmless()), (texts) => {
      expect(findRefusal(parseMigration(texts.join("")))).toBeUndefined();
    }),
    { numRuns: 1000 },
  );
});

test("what is to be refused is found among the rest, at its first character", () => {
  const backslash = fc.constantFrom("\\d", "\\restrict x", "\\");
  fc.assert(
    fc.property(
      fc.array(harmless(), { maxLength: 4 }),
      fc.oneof(refusedStatement(), backslash),
      fc.array(harmless(), { maxLength: 2 }),
      (before, refusedText, after) => {
        const lead = before.join("");
        const refusal = findRefusal(parseMigration(`${lead}${refusedText}\n;${after.join("")}`));
        expect(refusal?.offset).toBe(lead.length);
      },
    ),
    { numRuns: 1000 },
  );
});
