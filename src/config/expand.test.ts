import * as fc from "fast-check";
import { expand as dotenvExpand } from "dotenv-expand";
import { expect, test } from "vitest";
import { expand } from "./expand.js";

const values: Record<string, string> = { A: "a", B: "$A", EMPTY: "" };
function lookup(name: string) {
  const text = values[name];
  return text === undefined ? undefined : { text, unset: [] };
}

test.each([
  ["${A}-$A-${A}x", "a-a-ax"],
  ["$Ax", ""],
  ["${B}", "$A"],
  ["\\${A} \\$A", "${A} $A"],
  ["${NONE:-${A}}", "a"],
  ["${NONE-b}${EMPTY:-c}", "bc"],
  ["${A:+yes}${NONE:+no}", "yes"],
  ["${A", "${A"],
  ["5$ $1 $", "5$ $1 $"],
  ["$$A", "$a"],
])("%j expands to %j", (text, expected) => {
  expect(expand(text, lookup)).toMatchObject({ text: expected });
});

test("what is not understood is a problem, not an empty value", () => {
  expect(expand("x${A:?no}", lookup).problem).toContain("${A:?no}");
  expect(expand("${}", lookup).problem).toBeDefined();
});

const nested = 30_000;
test.each([
  ["200,000 openings", "${".repeat(200_000), "${".repeat(200_000)],
  ["nested defaults", `${"${NONE:-".repeat(nested)}x${"}".repeat(nested)}`, "x"],
  ["nested defaults that are not used", `\${A:-${"${NONE:-".repeat(nested)}x${"}".repeat(nested)}}`, "a"],
  ["braces", "{".repeat(200_000), "{".repeat(200_000)],
  ["references", "${A}".repeat(200_000), "a".repeat(200_000)],
])("%s are expanded in linear time", (_name, text, expected) => {
  const start = process.cpuUsage();
  expect(expand(text, lookup).text === expected).toBe(true);
  expect(process.cpuUsage(start).user / 1000).toBeLessThan(5000);
});

test("a result that grows without measure is a problem", () => {
  const long = "x".repeat(1000);
  expect(expand("${A}".repeat(2000), () => ({ text: long, unset: [] })).problem).toBe(
    "expands to more than 1 MB",
  );
});

test("text without references stays as it is", () => {
  fc.assert(
    fc.property(
      fc.string().filter((text) => !text.includes("$")),
      (text) => {
        expect(expand(text, lookup).text).toBe(text);
      },
    ),
  );
});

// An escaped dollar beside a reference is left out: dotenv-expand replaces the escaped one.
test("plain values expand as dotenv-expand has them", () => {
  const piece = fc.constantFrom("x", "-", "${A}", "$A", "${NONE}", "${NONE:-d}", "${NONE:-${A}}", " ");
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 6 }), (pieces) => {
      const text = pieces.join("");
      const theirs = dotenvExpand({ parsed: { T: text }, processEnv: { A: "a" } }).parsed?.["T"];
      expect(expand(text, lookup).text).toBe(theirs);
    }),
  );
});
