import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";

const script = fileURLToPath(new URL("check-words.js", import.meta.url));

test("plain words pass", () => {
  const { status, stdout, stderr } = check({
    "README.md": "Another process holds the port.",
    "src/up.ts": "// Starts again after a crash.\nexport {};",
  });
  expect(stderr).toBe("");
  expect(stdout).toBe("The words are in order (2 files).\n");
  expect(status).toBe(0);
});

test("a listed word in Markdown is reported with its line and its replacement", () => {
  const { status, stderr } = check({ "docs/errors.md": "# Errors\n\nNobody knows.\nIt is Mended." });
  expect(stderr.split("\n").slice(0, 2)).toEqual([
    'docs/errors.md:3: "Nobody"; write instead: another process, the user, the caller',
    'docs/errors.md:4: "Mended"; write instead: fix, fixed',
  ]);
  expect(status).toBe(1);
});

test("a phrase is found across a line break", () => {
  const { stderr } = check({
    "a.md": "a process of its\nown",
    "src/a.ts": "/**\n * A process of\n * its own.\n */\n// a lock for\n// itself\nexport {};",
  });
  expect(stderr).toContain('a.md:1: "of its own"');
  expect(stderr).toContain('src/a.ts:2: "of its own"');
  expect(stderr).toContain('src/a.ts:5: "for itself"');
});

test.each([
  ["a code block", "```sh\nwhole\n```"],
  ["a code block in a list", "- text\n\n  ```sh\n  whole\n  ```"],
  ["code in a line", "the user `nobody`"],
  ["the address of a link", "[text](anew.md)"],
  ["a part of a longer word", "wholesale, amends"],
])("%s is not text", (_, markdown) => {
  expect(check({ "README.md": markdown }).stderr).toBe("");
});

test("text after a code block is checked", () => {
  expect(check({ "README.md": "```\ncode\n```\n\nwhole" }).stderr).toContain('README.md:5: "whole"');
});

test("of source, comments are checked; strings only with --strings; code never", () => {
  const files = {
    "src/a.ts": [
      "const whole = 1; // anew, `nobody`",
      'export const message = "Nobody waits";',
      "export const template = `${whole} lies there`;",
      'export const user = "nobody";',
    ].join("\n"),
  };
  expect(check(files).stderr).toMatch(/^src\/a\.ts:1: "anew".*\n\n1 problem/);
  const { stderr } = check(files, "--strings");
  expect(stderr.split("\n").slice(0, 3)).toEqual([
    expect.stringContaining('src/a.ts:1: "anew"'),
    expect.stringContaining('src/a.ts:2: "Nobody"'),
    expect.stringContaining('src/a.ts:3: "lies there"'),
  ]);
  expect(stderr).toContain("\n3 problem(s)");
});

test("tests, dependencies and built files are not checked", () => {
  const files = {
    "src/a.test.ts": "// whole",
    "node_modules/a/README.md": "whole",
    "dist/README.md": "whole",
  };
  expect(check(files).stderr).toBe("");
});

/** Runs the script on a folder made of these files. */
function check(files: Record<string, string>, ...options: string[]) {
  const folder = mkdtempSync(join(tmpdir(), "check-words-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), `${text}\n`);
  }
  return spawnSync(process.execPath, [script, ...options, folder], { encoding: "utf8" });
}
