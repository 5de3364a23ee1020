import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { expect, test } from "vitest";
import { quoteForShell } from "./shell-quote.js";

/** Those of this machine; CI installs all four. */
const SHELLS = ["sh", "bash", "zsh", "fish"].filter((shell) => existsSync(`/usr/bin/${shell}`));

// prettier-ignore
const WORDS = [
  "plain", "a b", "it's", "a\\b", "back\\", "\\'", "\\\\x", "$HOME", "$(id)", "`id`", "=ls", "%1", "~", "a*?[x]{1,2}",
  "", "#x", "a;b&c|d", '"', "!!", "two\nlines", "ü", "--flag=x y", "^", "\\n",
];

test.each(SHELLS)("%s reads every word back as it is", (shell) => {
  const printed = execFileSync(shell, ["-c", `printf '%s|' ${WORDS.map(quoteForShell).join(" ")}`], {
    encoding: "utf8",
  });
  expect(printed).toBe(WORDS.map((word) => `${word}|`).join(""));
});

test("a word without special characters stays bare", () => {
  expect(quoteForShell("examples/tilemud")).toBe("examples/tilemud");
  expect(quoteForShell("a=b%c")).toBe("a=b%c");
});
