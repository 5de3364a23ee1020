import { parse } from "dotenv";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { formatDotenv } from "../system/dotenv.js";
import { parseEntries } from "./env-entries.js";

function valuesOf(text: string): Record<string, string> {
  return Object.fromEntries([...parseEntries(text)].map(([name, { value }]) => [name, value]));
}

test("any text means what it means to dotenv", () => {
  const piece = fc.oneof(
    fc.constantFrom(
      "A",
      "B",
      "=",
      ": ",
      "export ",
      "\n",
      "\r\n",
      " ",
      "#",
      "'",
      '"',
      "`",
      "\\",
      "\\n",
      "\\r",
      "$",
      "x",
    ),
    fc.string({ maxLength: 3 }),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
      const text = `A=${pieces.join("")}`;
      expect(valuesOf(text)).toEqual({ ...parse(text) });
    }),
    { numRuns: 2000 },
  );
});

test("what infra writes it reads back", () => {
  const value = fc.string({ unit: fc.constantFrom("a", " ", "$", "#", '"', "\n", "=") });
  fc.assert(
    fc.property(fc.array(value), (values) => {
      const entries = Object.fromEntries(values.map((text, index) => [`V${index}`, text]));
      expect(valuesOf(formatDotenv(entries))).toEqual(entries);
    }),
  );
});

test("lines and quotes are known", () => {
  const text = "# comment\n\nA='1'\nB=\"two\nlines\"\n\nexport C=3 # c\nA=4\n";
  expect([...parseEntries(text)]).toEqual([
    ["A", { value: "4", line: 8, literal: false }],
    ["B", { value: "two\nlines", line: 4, literal: false }],
    ["C", { value: "3", line: 7, literal: false }],
  ]);
  expect(parseEntries("A='1'").get("A")).toEqual({ value: "1", line: 1, literal: true });
});
