import * as fc from "fast-check";
import { expect, test } from "vitest";
import { visibleJson, visibleLine } from "./visible-text.js";

test("control characters and characters that reorder or hide text are spelled out", () => {
  expect(visibleLine("\u001b]0;title\u0007")).toBe(String.raw`\x1b]0;title\x07`);
  expect(visibleLine("a\r\n\tb\u007f\u009b31m")).toBe(String.raw`a\x0d\x0a\x09b\x7f\x9b31m`);
  expect(visibleLine("\u202etxt.\u2066\u200f\u2028\ufeff")).toBe(
    String.raw`\u202etxt.\u2066\u200f\u2028\ufeff`,
  );
  expect(visibleLine("a\u{e0041}b")).toBe(String.raw`a\u{e0041}b`);
});

test("what people write in any language stays as it is", () => {
  const text = "Ärger 日本語 עברית عربي می\u200cخواهم 👩\u200d💻 é";
  expect(visibleLine(text)).toBe(text);
});

test("a JSON document means the same and holds none of these characters", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      const json = visibleJson(JSON.stringify({ [text]: text }, undefined, 2));
      expect(JSON.parse(json)).toEqual({ [text]: text });
      expect(visibleLine(json.replaceAll("\n", ""))).toBe(json.replaceAll("\n", ""));
    }),
  );
});
