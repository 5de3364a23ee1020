import fc from "fast-check";
import { expect, test } from "vitest";
import { excerpt, offsetOfCharacter, positionAt } from "./source-position.js";

test("a character's number leads to its offset and back, in code points", () => {
  const text = fc.string({ unit: fc.constantFrom("a", "é", "💥", "\t", "中"), minLength: 1 });
  fc.assert(
    fc.property(text, text, fc.nat(), (before, statement, seed) => {
      const characters = Array.from(statement);
      const nth = (seed % characters.length) + 1;
      const offset = offsetOfCharacter(before + statement, before.length, nth);
      expect((before + statement).slice(offset).startsWith(characters[nth - 1] ?? "?")).toBe(true);
      expect(positionAt(before + statement, offset).column).toBe(Array.from(before).length + nth);
    }),
  );
});

test("lines are counted from one, CRLF or not", () => {
  expect(positionAt("a\r\nbc\r\nd", 4)).toEqual({ offset: 4, line: 2, column: 2 });
});

test("two lines before, a caret below, tabs kept", () => {
  const text = "one\ntwo\r\nthree\n\tfour five\nsix";
  expect(excerpt(text, positionAt(text, text.indexOf("five")))).toBe(
    "  2 | two\n  3 | three\n  4 | \tfour five\n    | \t     ^",
  );
});

test("a long line is cut around the caret, which stays under its character", () => {
  const text = `${"x".repeat(300)}HERE${"y".repeat(300)}`;
  const [line = "", caret = ""] = excerpt(text, positionAt(text, 300)).split("\n");
  expect(line.length).toBeLessThan(120);
  expect(line.slice(caret.indexOf("^"))).toMatch(/^HERE/);
});
