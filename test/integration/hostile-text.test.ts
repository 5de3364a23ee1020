import { spawn } from "node:child_process";
import { once } from "node:events";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { visibleLine } from "../../src/system/visible-text.js";
import { quoteForShell } from "../../src/system/shell-quote.js";
import { repositoryRoot } from "../support/repository.js";
import { TemporaryProject } from "../support/temporary-project.js";
import { openTerminal } from "../support/terminal.js";

/** Text of others that would change a terminal, hide or reorder what is on it. */
const TITLE = "\u001b]0;owned\u0007";
const RED = "\u009b31m\u001b[31mred";
const REORDERED = "\u202egpj.exe";
const sql = (text: string) =>
  `E'${text.replaceAll(/[^ -~]/gu, (c) => `\\u${(c.codePointAt(0) ?? 0).toString(16).padStart(4, "0")}`)}'`;
const HOSTILE = `${TITLE}${RED}${REORDERED}`;
const VISIBLE = String.raw`\x1b]0;owned\x07\x9b31m\x1b[31mred\u202egpj.exe`;
const block = (text: string, level: string) => `do $$ begin raise ${level} '%', ${sql(text)}; end $$;`;

let project: TemporaryProject;
beforeAll(async () => {
  project = await TemporaryProject.create({
    migrations: {
      "001_a.sql": [
        block(HOSTILE, "notice"),
        block(`one\rtwo ${HOSTILE}`, "log"),
        block("first\nERROR: forged", "warning"),
      ].join("\n"),
    },
  });
});
afterAll(() => project[Symbol.asyncDispose]());

/** Control characters and direction marks that are left, but for line breaks. */
function unsafe(text: string): string[] {
  return Array.from(text).filter((character) => character !== "\n" && visibleLine(character) !== character);
}

test("notices, messages and logs of a server are spelled out, also in a pipe", async () => {
  const up = await project.succeed("up");
  expect(unsafe(up.stdout + up.stderr)).toEqual([]);
  expect(up.stdout).toContain(`NOTICE: ${VISIBLE}`);
  expect(up.stdout).toMatch(/^ +ERROR: forged$/m);
  const logs = await project.succeed("logs", "postgres");
  expect(unsafe(logs.stdout.replaceAll("\t", ""))).toEqual([]);
  expect(logs.stdout).toContain(String.raw`one\x0dtwo ${VISIBLE}`);
});

test("a JSON document holds the same text, as escapes", async () => {
  const { stdout } = await project.succeed("logs", "postgres", "--json");
  expect(unsafe(stdout)).toEqual([]);
  const { lines } = JSON.parse(stdout) as { lines: { line: string }[] };
  expect(lines.some(({ line }) => line.includes(`one\rtwo ${HOSTILE}`))).toBe(true);
});

test("an error shows the text of a migration and of the server; file names too", async () => {
  await project.write("migrations/002_b.sql", `select '${HOSTILE}' from nowhere;`);
  const failed = await project.infra("migrate");
  expect(failed.exitCode).toBe(12);
  expect(failed.stderr).toContain(VISIBLE);
  expect(unsafe(failed.stderr)).toEqual([]);
  await project.write("migrations/002_b.sql", block(HOSTILE, "exception"));
  const raised = await project.infra("migrate");
  expect(raised.stderr).toContain(`002_b.sql:1:7: ${VISIBLE}`);
  expect(unsafe(raised.stderr)).toEqual([]);
  await rm(join(project.dir, "migrations/002_b.sql"));
  const name = `002_${TITLE}\nERROR: forged.sql`;
  await project.write(`migrations/${name}`, "select 1;");
  const named = await project.infra("migrate");
  expect(named).toMatchObject({ exitCode: 19 });
  expect(named.stderr).toContain(visibleLine(name));
  expect(unsafe(named.stderr)).toEqual([]);
  await rm(join(project.dir, `migrations/${name}`));
});

test("a terminal gets infra's own colours and nothing of the text", async () => {
  for (const args of [["logs"], ["migrate", "status"], ["status"]]) {
    const terminal = openTerminal(project, args, { NO_COLOR: undefined });
    await terminal.exitCode;
    // eslint-disable-next-line no-control-regex
    const rest = terminal.screen.replaceAll(/\x1b\[(?:[12]|22|3[1236]|39)m/g, "").replaceAll("\r\n", "\n");
    expect(rest).not.toBe(terminal.screen.replaceAll("\r\n", "\n"));
    expect(unsafe(rest.replaceAll("\t", ""))).toEqual([]);
  }
});

test("a working folder that was deleted is a mistake, and no bug", async () => {
  const folder = join(project.dir, "gone");
  const inside = `mkdir ${quoteForShell(folder)} && cd ${quoteForShell(folder)} && rmdir ${quoteForShell(folder)} &&`;
  for (const args of ["status", "up", `-C ${quoteForShell(project.dir)} status`]) {
    const { exitCode, stderr } = await inShell(`${inside} exec ${INFRA} ${args}`);
    expect({ exitCode, stderr }).toEqual({
      exitCode: 2,
      stderr: expect.stringMatching(/^ERROR: The working folder cannot be used: .*\n.*cd "\$PWD"/) as string,
    });
  }
  expect(await inShell(`${inside} exec ${INFRA} --help`)).toMatchObject({ exitCode: 0, stderr: "" });
});

test("too few file descriptors are a shortage", async () => {
  const { exitCode, stderr } = await inShell(
    `ulimit -n 20; exec ${INFRA} -C ${quoteForShell(project.dir)} up`,
  );
  expect({ exitCode, stderr }).toEqual({
    exitCode: 16,
    stderr: expect.stringMatching(/^ERROR: Not enough file descriptors [^]*ulimit -n 1024/) as string,
  });
});

test.each([
  ["an empty command", "run -- ''"],
  ["a folder with a name too long", `-C /tmp/${"x".repeat(300)} status`],
])("%s is a mistake, and no bug", async (_, args) => {
  const { exitCode, stderr } = await inShell(`cd ${quoteForShell(project.dir)} && ${INFRA} ${args}`);
  expect({ exitCode, stderr }).toEqual({ exitCode: 2, stderr: expect.stringMatching(/^ERROR: /) as string });
});

const INFRA = [process.execPath, join(repositoryRoot, "bin/infra.js")].map(quoteForShell).join(" ");

async function inShell(script: string): Promise<{ exitCode: number | null; stdout: string; stderr: string }> {
  const child = spawn("sh", ["-c", script], { env: project.env, stdio: ["ignore", "pipe", "pipe"] });
  const output = { stdout: "", stderr: "" };
  child.stdout.setEncoding("utf8").on("data", (text: string) => (output.stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (output.stderr += text));
  const [exitCode] = (await once(child, "close")) as [number | null];
  return { exitCode, ...output };
}
