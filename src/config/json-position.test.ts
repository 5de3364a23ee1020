import * as fc from "fast-check";
import { expect, test } from "vitest";
import { findJsonMistake } from "./json-position.js";

test.each([
  ['{"a": abc}', "1:7", 'expected a value, found "a"'],
  ["{", "1:2", "expected a key in double quotes, found the end"],
  ['{"a":1,}', "1:8", 'expected a key in double quotes, found "}"'],
  ['{\n  "a": 1\n  "b": 2\n}', "3:3", 'expected , or }, found "\\""'],
  ['{"a" 1}', "1:6", 'expected :, found "1"'],
  ['["x\n"]', "1:4", 'expected " at the end of the text, found "\\n"'],
  ['["\\x"]', "1:3", "unknown escape in text"],
  ["[1, 01]", "1:5", 'expected a value, found "0"'],
  ["{} x", "1:4", 'expected nothing more, found "x"'],
  ["{\n// port\n}", "2:1", "comments are not allowed in JSON"],
  ["", "1:1", "expected a value, found the end"],
  ['{\n"port": 1,\n"b": {"port": 2},\n"\\u0070ort": 3}', "4:1", 'the key "port" is already set at line 2'],
  ["[".repeat(100_000), "1:101", "nested too deeply"],
])("%j is wrong at %s", (text, place, message) => {
  const mistake = findJsonMistake(text);
  expect(`${mistake?.line}:${mistake?.column}`).toBe(place);
  expect(mistake?.message).toContain(message);
});

test("it finds a mistake exactly where JSON.parse does", () => {
  const nearlyJson = fc
    .tuple(fc.json(), fc.nat(), fc.constantFrom("", ",", "}", '"', "x", "0", "\\"))
    .map(
      ([json, at, piece]) =>
        json.slice(0, at % (json.length + 1)) + piece + json.slice((at % (json.length + 1)) + 1),
    );
  fc.assert(
    fc.property(nearlyJson, (text) => {
      const isValid = isJson(text);
      const mistake = findJsonMistake(text);
      expect(mistake === undefined || mistake.isDuplicate).toBe(isValid);
    }),
    { numRuns: 1000 },
  );
});

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    // Being refused is the answer.
    return false;
  }
}
