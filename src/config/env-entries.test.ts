import { parse } from "dotenv";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { formatDotenv } from "../system/dotenv.js";
import { parseEntries } from "./env-entries.js";

function valuesOf(text: string): Record<string, string> {
  return Object.fromEntries([...parseEntries(text).entries].map(([name, { value }]) => [name, value]));
}

test("any text without faults means what it means to dotenv", () => {
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
      fc.pre(parseEntries(text).faults.length === 0);
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
  const text = "\ufeff# comment\n\nA='1'\nB=\"two\nlines\"\n\nexport C=3 # c\r\nexport D\nA=4\n";
  const more = { literal: false, losesTail: false };
  expect(parseEntries(text)).toEqual({
    entries: new Map([
      ["A", { value: "4", line: 9, ...more }],
      ["B", { value: "two\nlines", line: 4, ...more }],
      ["C", { value: "3", line: 7, ...more }],
    ]),
    faults: [],
  });
  expect(parseEntries("A='1'").entries.get("A")).toEqual({ ...more, value: "1", line: 1, literal: true });
});

test.each([
  ["PORT 5599", "is not NAME=value"],
  ["PORT", "is not NAME=value"],
  ["=5599", "is not NAME=value"],
  ["KEY:value", "is not NAME=value"],
  ["KEY:", "is not NAME=value"],
  ["'KEY'=value", "is not NAME=value"],
  ['KEY="open', 'opens a value with " that is never closed'],
  ["KEY='open # not", "opens a value with ' that is never closed"],
  ["KEY=`", "opens a value with ` that is never closed"],
  ['KEY="a" b', 'has text after the closing "'],
])("%j is a fault with its line, and the lines around it are read", (line, message) => {
  const { entries, faults } = parseEntries(`A=1\n${line}\nB=2\n`);
  expect(faults).toEqual([{ line: 2, message: expect.stringContaining(message) as string }]);
  expect([...entries.keys()]).toEqual(["A", "B"]);
});

test.each([
  ["A=a#b", true],
  ["A=#fff", true],
  ['A="a"#b', true],
  ["A=a #b", false],
  ["A= # b", false],
  ['A="a#b" # c', false],
])("%j loses a tail: %s", (line, losesTail) => {
  expect(parseEntries(line).entries.get("A")?.losesTail).toBe(losesTail);
});

test.each([
  ["blank lines", "\n".repeat(500_000)],
  ["blanks", " ".repeat(1_000_000)],
  ["a long name", "A".repeat(1_000_000)],
  ["a long line of export", `export${" ".repeat(1_000_000)}`],
  ["open quotes", "A=\"x\nB=`\nC='y\n".repeat(100_000)],
  ["escaped quotes", `A="${'\\"'.repeat(500_000)}`],
  ["escaped quotes and blanks", `A="${'\\"  \n'.repeat(500_000)}`],
  ["comments", "#\n".repeat(1_000_000)],
  ["variables", Array.from({ length: 100_000 }, (_, index) => `A${index}=1`).join("\n")],
])("%s are read in linear time", (_name, text) => {
  const start = process.cpuUsage();
  parseEntries(text);
  expect(process.cpuUsage(start).user / 1000).toBeLessThan(5000);
});
