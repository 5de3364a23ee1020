import { expect, test } from "vitest";
import { framesOf } from "./error-context.js";

test.each([
  [undefined, []],
  ["JSON data, line 1: {a", []],
  ["PL/pgSQL function inline_code_block line 3 at SQL statement", [{ kind: "block", line: 3 }]],
  ["PL/pgSQL function f1() line 12 at RETURN", [{ kind: "plpgsql", name: "f1", line: 12 }]],
  [
    'PL/pgSQL function "My.Schema"."say ""hi"""(integer,text) line 1 during statement block local variable initialization',
    [{ kind: "plpgsql", name: 'say "hi"', line: 1 }],
  ],
  ["PL/pgSQL function s.f(s.t) line 2 at IF", [{ kind: "plpgsql", name: "f", line: 2 }]],
  ['SQL function "f4" statement 2', [{ kind: "sql", name: "f4", nth: 2 }]],
  ['SQL function "f4" during inlining', [{ kind: "sql", name: "f4", nth: undefined }]],
  [
    'SQL statement "select\n  f()"\nPL/pgSQL function f() line 3 at PERFORM\nPL/pgSQL function inline_code_block line 4 at CALL',
    [
      { kind: "plpgsql", name: "f", line: 3 },
      { kind: "block", line: 4 },
    ],
  ],
])("%j", (where, frames) => {
  expect(framesOf(where)).toEqual(frames);
});
