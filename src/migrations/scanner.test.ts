import fc from "fast-check";
import { expect, test } from "vitest";
import { scanSql } from "./scanner.js";

function statementsOf(text: string): string[] {
  return scanSql(text).statements.map(({ start, end }) => text.slice(start, end));
}

test.each([
  ["select 1; select 2", ["select 1", "select 2"]],
  ["select ';'; -- ;\nselect 2;", ["select ';'", "select 2"]],
  ["select 'it''s;'; 2", ["select 'it''s;'", "2"]],
  [String.raw`select '\'; select 2`, [String.raw`select '\'`, "select 2"]],
  [String.raw`select E'\';'; 2`, [String.raw`select E'\';'`, "2"]],
  [String.raw`select e'a' -- x` + "\n " + String.raw`'\';'; 2`, ["select e'a' -- x\n '\\';'", "2"]],
  [String.raw`select fe'\'; 2`, [String.raw`select fe'\'`, "2"]],
  [String.raw`select U&'\'; 2`, [String.raw`select U&'\'`, "2"]],
  ['select "a;""b"; 2', ['select "a;""b"', "2"]],
  ["select $$;$$; 2", ["select $$;$$", "2"]],
  ["select $a$ $$;$b$ ; $a$; 2", ["select $a$ $$;$b$ ; $a$", "2"]],
  ["select a$$; 2 $$ 3", ["select a$$", "2 $$ 3"]],
  ["select $1; 2", ["select $1", "2"]],
  ["select $é$;$é$; 2", ["select $é$;$é$", "2"]],
  ["/* a /* ; */ ; */ select 1 /* ; */; 2", ["select 1", "2"]],
  ["select 1-- ;\r; 2", ["select 1", "2"]],
  [
    "create rule r as on insert to t do (select 1; select 2); 2",
    ["create rule r as on insert to t do (select 1; select 2)", "2"],
  ],
  [
    "create or replace function f() returns int begin atomic select case when a then 1 end; select x.end; select 1 end; end; 2",
    [
      "create or replace function f() returns int begin atomic select case when a then 1 end; select x.end; select 1 end; end",
      "2",
    ],
  ],
  [
    "create procedure p() begin atomic end; begin; 2",
    ["create procedure p() begin atomic end", "begin", "2"],
  ],
  ["create function begin() returns int return 1; 2", ["create function begin() returns int return 1", "2"]],
  [" ;; ; -- nothing\n", []],
  ["select 'never closed; 2", ["select 'never closed; 2"]],
])("%j", (text, statements) => {
  expect(statementsOf(text)).toEqual(statements);
});

test("backslashes count outside quotes and comments only", () => {
  expect(scanSql(String.raw`select '\' /* \ */ -- \ `).backslashes).toEqual([]);
  expect(scanSql("select 1;\n\\d\n").backslashes).toEqual([10]);
});

/** Pieces that hold every character a careless splitter trips over, yet no end of a statement. */
const piece = fc.oneof(
  fc.constantFrom("select", "begin", "end", "case", "x$y$", "é", "e", "$1", "1", "+", "$", "[", ",", "."),
  fc.string({ unit: nasty() }).map((text) => `'${text.replaceAll("'", "''").replaceAll("\\", "")}'`),
  fc.string({ unit: nasty() }).map((text) => `E'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`),
  fc.string({ unit: nasty() }).map((text) => `"${text.replaceAll('"', '""')}"`),
  fc.string({ unit: nasty() }).map((text) => `$q$${text.replaceAll("$", "")}$q$`),
  fc.string({ unit: nasty() }).map((text) => `/*${text.replaceAll(/[*/]/g, "")}/* ; */ */`),
  fc.string({ unit: nasty() }).map((text) => `--${text.replaceAll(/[\n\r]/g, "")}\n`),
  fc.string({ unit: nasty() }).map((text) => `(;${text.replaceAll(/['"$/\-()\\]/g, "")};)`),
);

function nasty(): fc.Arbitrary<string> {
  return fc.constantFrom("'", '"', "$", "$$", ";", "\\", "-", "/", "*", "\n", "\r", "a", "é", "💥", "(", ")");
}

test("statements put together are taken apart again", () => {
  const statement = fc
    .tuple(fc.constantFrom("select", "update", "(", '"x"'), fc.array(piece, { maxLength: 8 }))
    .map(([first, rest]) => [first === "(" ? "()" : first, ...rest].join(" "));
  fc.assert(
    fc.property(fc.array(statement, { maxLength: 6 }), (statements) => {
      const found = statementsOf(statements.map((text) => `${text}\n;`).join(" "));
      // Comments at the end belong to nobody.
      expect(found).toHaveLength(statements.length);
      for (const [index, text] of found.entries()) expect(statements[index]?.startsWith(text)).toBe(true);
    }),
    { numRuns: 1000 },
  );
});

test("nothing but space, comments and semicolons lies between statements of any text", () => {
  fc.assert(
    fc.property(fc.string({ unit: nasty(), maxLength: 60 }), (text) => {
      let at = 0;
      for (const { start, end } of scanSql(text).statements) {
        expect(start).toBeGreaterThanOrEqual(at);
        expect(end).toBeGreaterThan(start);
        expect(scanSql(text.slice(at, start)).statements).toEqual([]);
        at = end;
      }
      expect(at).toBeLessThanOrEqual(text.length);
    }),
    { numRuns: 2000 },
  );
});
