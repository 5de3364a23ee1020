import * as fc from "fast-check";
import { stripComments } from "jsonc-parser";
import { expect, test } from "vitest";
import { FileProblem } from "./file-problem.js";
import { parseJson } from "./parse-json.js";

function mistakeIn(text: string): string {
  try {
    parseJson(text);
  } catch (error) {
    if (error instanceof FileProblem) return error.message;
    throw error;
  }
  return "none";
}

test("comments, trailing commas and a byte order mark are read", () => {
  const text = `\ufeff// first
{
  "name": "shop", // the name
  /* "port": 1, */
  "postgres": { "extensions": ["a", "b", /* last */ ], "password": "// no comment" },
}
// end`;
  expect(parseJson(text)).toEqual({
    name: "shop",
    postgres: { extensions: ["a", "b"], password: "// no comment" },
  });
});

test.each([
  ['{"a": abc}', "1, column 7", 'expected a value, found "a"'],
  ["{", "1, column 2", "expected a key in double quotes, found the end"],
  ["{a: 1}", "1, column 2", 'expected a key in double quotes, found "a"'],
  ["{'a': 1}", "1, column 2", 'expected a key in double quotes, found "\'"'],
  ['{"a":1,,}', "1, column 8", 'expected a key in double quotes, found ","'],
  ["{,}", "1, column 2", 'expected a key in double quotes, found ","'],
  ["[,]", "1, column 2", 'expected a value, found ","'],
  ['{\n  "a": 1\n  "b": 2\n}', "3, column 3", 'expected , or }, found "\\""'],
  ['{\r\n  "a": 1\r\n  "b": 2\r\n}', "3, column 3", 'expected , or }, found "\\""'],
  ['{"a": 1 x}', "1, column 9", 'expected , or }, found "x"'],
  ['{"a": {"b": [1}}', "1, column 15", 'expected , or ], found "}"'],
  ['{"a": {"b": 1}', "1, column 15", "expected , or }, found the end"],
  ['{"a" 1}', "1, column 6", 'expected :, found "1"'],
  ['["x\n"]', "1, column 4", 'expected " at the end of the text'],
  ['["x\ty"]', "1, column 4", "a control character in text has to be escaped"],
  ['["\\x"]', "1, column 3", "unknown escape in text"],
  ['["ab\\u00g0"]', "1, column 5", "unknown escape in text"],
  ["[1, 01]", "1, column 6", 'expected , or ], found "1"'],
  ["[1, 1.]", "1, column 5", 'expected a value, found "1"'],
  ["{} x", "1, column 4", 'expected nothing more, found "x"'],
  ["{} {}", "1, column 4", 'expected nothing more, found "{"'],
  ['{\n/* "port": 1\n}', "2, column 1", "the comment is never closed"],
  ['{"a": {"__proto__": 1}}', "1, column 8", "the key __proto__ is not allowed"],
  ['{"\\u005f_proto__": 1}', "1, column 2", "the key __proto__ is not allowed"],
  ["", "1, column 1", "expected a value, found the end"],
  ["// nothing but this", "1, column 20", "expected a value, found the end"],
  ["[".repeat(1_000_000), "1, column 101", "nested too deeply"],
])("the mistake in %j is found at line %s", (text, place, message) => {
  expect(mistakeIn(text)).toBe(`is not valid JSON at line ${place}: ${message}`);
});

test("a key that is given twice is reported with both lines", () => {
  expect(mistakeIn('{\n"port": 1, // "port": 5\n"b": {"port": 2},\n"\\u0070ort": 3}')).toBe(
    'has one key twice at line 4, column 1: the key "port" is already set at line 2',
  );
});

test("no key is lost or found in the prototype", () => {
  expect(Object.keys(parseJson('{"constructor": 1, "toString": 2}') as object)).toEqual([
    "constructor",
    "toString",
  ]);
});

test("what JSON.parse reads is read in the same way, and what it refuses is refused", () => {
  const nearlyJson = fc
    .tuple(fc.json(), fc.nat(), fc.constantFrom("", ",", "}", '"', "x", "0", "\\", "-", ".", "e", "\u00a0"))
    .map(
      ([json, at, piece]) =>
        json.slice(0, at % (json.length + 1)) + piece + json.slice((at % (json.length + 1)) + 1),
    )
    // These are allowed here.
    .filter((text) => stripComments(text) === text && !/,\s*[\]}]|__proto__/.test(text));
  fc.assert(
    fc.property(nearlyJson, (text) => {
      const strict = parsed(text);
      const mistake = mistakeIn(text);
      // JSON.parse takes the last one.
      if (mistake.startsWith("has one key twice")) return;
      if (strict === undefined) expect(mistake).toContain("is not valid JSON");
      else expect(JSON.stringify(parseJson(text))).toBe(JSON.stringify(strict.value));
    }),
    { numRuns: 2000 },
  );
});

function parsed(text: string): { value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) };
  } catch {
    // Being refused is the answer.
    return undefined;
  }
}
