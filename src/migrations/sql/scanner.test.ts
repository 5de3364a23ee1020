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
  [
    "create function f() begin atomic create function g() begin atomic select 1; end; select 1 case; end; 2",
    [
      "create function f() begin atomic create function g() begin atomic select 1; end; select 1 case; end",
      "2",
    ],
  ],
  ["select 0b1.x$y$; 2 $y$", ["select 0b1.x$y$", "2 $y$"]],
  [" ;; ; -- nothing\n", []],
  // What is never closed is sent, so that the server refuses it: nothing it swallowed is left out in silence.
  ["select 1; /* never closed; 2", ["select 1", "/* never closed; 2"]],
  ["select 'never closed; 2", ["select 'never closed; 2"]],
])("%j", (text, statements) => {
  expect(statementsOf(text)).toEqual(statements);
});

test("backslashes count outside quotes and comments only", () => {
  expect(scanSql(String.raw`select '\' /* \ */ -- \ `).backslashes).toEqual([]);
  expect(scanSql("select 1;\n\\d\n").backslashes).toEqual([10]);
});

test("an escape string before many comments is read in one go", () => {
  const comments = " -- and on".repeat(10_000);
  expect(statementsOf(`select E'a' ${comments}\n; 2`)).toHaveLength(2);
});
