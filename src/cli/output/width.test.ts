import * as fc from "fast-check";
import { expect, test } from "vitest";
import { createStyle } from "./style.js";
import { cutToWidth, rowsTaken, wrapWords } from "./width.js";

test("wrapped text has the same words and fits, long words excepted", () => {
  fc.assert(
    fc.property(
      fc.array(fc.stringMatching(/^[a-z]{1,12}$/)),
      fc.integer({ min: 1, max: 40 }),
      (words, width) => {
        const lines = wrapWords(words.join(" "), width);
        expect(lines.join(" ")).toBe(words.join(" "));
        for (const line of lines) expect(line.length <= width || !line.includes(" ")).toBe(true);
      },
    ),
  );
});

test("cut text fits and shows that it was cut", () => {
  expect(cutToWidth("abcdef", 6)).toBe("abcdef");
  expect(cutToWidth("abcdef", 5)).toBe("abcd…");
});

test("a terminal's rows count wrapped lines as often as they wrap, colours not at all", () => {
  expect(rowsTaken("short\n\n", 10)).toBe(2);
  expect(rowsTaken(`${"x".repeat(21)}\n`, 10)).toBe(3);
  expect(rowsTaken(`${createStyle(true).good("x".repeat(10))}\n`, 10)).toBe(1);
});
