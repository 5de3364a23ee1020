import { execFileSync } from "node:child_process";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { Secret } from "../../errors/secret.js";
import { envText } from "./env-formats.js";
import { githubMasks } from "./github-env.js";

const variables = { PGHOST: "localhost", PGPASSWORD: new Secret("it's 50% $HOME `id`"), EMPTY: "" };

test("a shell reads back exactly what was given", async () => {
  const anyText = fc.string({ unit: "grapheme" }).filter((text) => !text.includes("\0"));
  await fc.assert(
    fc.asyncProperty(anyText, async (value) => {
      const script = `${await envText("shell", { VALUE: new Secret(value) })}printf %s "$VALUE"`;
      expect(execFileSync("sh", ["-c", script], { encoding: "utf8" })).toBe(value);
    }),
    { numRuns: 50 },
  );
});

test("json is a plain object of real values", async () => {
  expect(JSON.parse(await envText("json", variables))).toEqual({
    PGHOST: "localhost",
    PGPASSWORD: "it's 50% $HOME `id`",
    EMPTY: "",
  });
});

test("github: plain lines, and a heredoc for a value of more than one line", async () => {
  expect(await envText("github", variables)).toBe(
    "PGHOST=localhost\nPGPASSWORD=it's 50% $HOME `id`\nEMPTY=\n",
  );
  const [first = "", ...rest] = (await envText("github", { KEY: "a\nb=c" })).split("\n");
  const [, end] = /^KEY<<(infra_\S+)$/.exec(first) ?? [];
  expect(rest).toEqual(["a", "b=c", end, ""]);
});

test("github: each secret is masked once, escaped as a workflow command", () => {
  const password = new Secret("50%\n");
  expect(githubMasks({ A: password, B: password, C: "plain" })).toBe("::add-mask::50%25%0A\n");
});
