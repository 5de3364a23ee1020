import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "dotenv";
import * as fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { dotenvProblem, formatDotenv } from "./dotenv.js";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "infra-dotenv-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Characters that mean something to dotenv or a shell turn up far more often than chance would have them. */
const anyValue = fc.oneof(
  fc.string({ unit: "binary", maxLength: 30 }),
  fc.string({
    unit: fc.constantFrom(...Array.from("'\"`$\\#=!~*?[]{}()<>|&; \t\nabn\u00e9\u2028\ufeff\u0081\u0088")),
    maxLength: 20,
  }),
);
const writable = anyValue.filter((value) => dotenvProblem(value) === undefined);
const entries = fc
  .array(writable, { minLength: 1, maxLength: 40 })
  .map((values) => Object.fromEntries(values.map((value, index) => [`INFRA_T_${index}`, value])));

test("dotenv reads back what was written, whatever stands next to it", () => {
  fc.assert(
    fc.property(entries, (values) => {
      expect(parse(formatDotenv(values))).toEqual(values);
    }),
    { numRuns: 500 },
  );
});

test("a shell reads back what was written", () => {
  fc.assert(
    fc.property(entries, (values) => {
      expect(readByShell(formatDotenv(values))).toEqual(values);
    }),
    { numRuns: 100 },
  );
});

test("what both cannot read is refused without telling the value", () => {
  for (const value of ['it\'s "5"', "it's $5", "it's `x`", "it's \\n", "back\\", "a\rb", "a\0b", "\ud800"]) {
    expect(() => formatDotenv({ PASSWORD: value })).toThrow(/^Value of PASSWORD must/);
    expect(() => formatDotenv({ PASSWORD: value })).not.toThrow(value);
  }
});

test("what is refused is refused with reason: neither kind of quotes would do", () => {
  // A `$` that starts no expansion is the shell's own business; refusing it is caution, not need. Without a slash what
  // escapes from the quotes can redirect only into the folder where the shell runs.
  const refused = anyValue.filter(
    (value) => dotenvProblem(value) !== undefined && !/[\0\ud800-\udfff/]|\$(?![a-z{(])/u.test(value),
  );
  fc.assert(
    fc.property(refused, (value) => {
      const worksIn = (quoted: string) => {
        const text = `V=${quoted}\nW='#'\n`;
        return parse(text)["V"] === value && readByShell(text)["V"] === value;
      };
      expect([worksIn(`'${value}'`), worksIn(`"${value}"`)]).toEqual([false, false]);
    }),
    { numRuns: 100 },
  );
});

test("keys must be variable names", () => {
  expect(() => formatDotenv({ "A B": "x" })).toThrow("A B is not a variable name");
});

function readByShell(text: string): Record<string, string> {
  const file = join(folder, "values.env");
  writeFileSync(file, text);
  let output: string;
  try {
    output = execFileSync("/bin/sh", ["-c", 'set -a; . "$1"; exec /usr/bin/env -0', "sh", file], {
      cwd: folder,
      // Text that escapes from its quotes finds no program to run.
      env: { PATH: folder },
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    });
  } catch {
    // A file that is no valid shell text gives no values.
    return {};
  }
  const pairs = output
    .split("\0")
    .filter((pair) => /^(INFRA_T_\d+|V|W)=/.test(pair))
    .map((pair) => [pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1)]);
  return Object.fromEntries(pairs) as Record<string, string>;
}
