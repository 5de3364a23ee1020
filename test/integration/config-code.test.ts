import { execFileSync } from "node:child_process";
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { TemporaryProject } from "../support/temporary-project.js";

// A config file of code can do anything; the command goes on all the same, or ends with 2 and the file's name.

let project: TemporaryProject;
beforeAll(async () => {
  project = await TemporaryProject.create();
});
afterAll(async () => {
  await project[Symbol.asyncDispose]();
});

/** The same environment with this config file, in a folder of its own. */
async function withConfig(text: string, name = "infra.config.mjs"): Promise<TemporaryProject> {
  const dir = join(project.dir, "checkouts", Math.random().toString(36).slice(2));
  await mkdir(dir, { recursive: true });
  const other = project.in(dir);
  await other.write(name, text);
  return other;
}

/** Its own deadline, and what a loaded machine needs besides. */
const IN_TIME_MS = 40_000;

test.concurrent.each([
  ["a promise that is never settled", "export default new Promise(() => {})"],
  [
    "a promise beside a server",
    "import net from 'node:net'; net.createServer().listen(0); await new Promise(() => {})",
  ],
  ["a function that never returns", "export default () => { for (;;); }"],
  ["an endless loop", "while (true) {}"],
  ["an endless getter", "export default { get name() { while (true); } }"],
  [
    "a call that blocks",
    "import { execSync } from 'node:child_process'; execSync('sleep 600', { stdio: 'inherit' })",
  ],
  ["process.exit", "console.log('bye'); process.exit(0)"],
  ["process.exitCode and an error", "process.exitCode = 0; throw new Error('no vault')"],
  ["process.abort", "process.abort()"],
  ["a signal to itself", "process.kill(process.pid, 'SIGTERM'); await new Promise(() => {})"],
  ["a getter that throws", "export default { get name() { throw new Error('no vault') } }"],
  ["a proxy that throws", "export default new Proxy({}, { get() { throw new Error('no vault') } })"],
  ["a rejection without a handler", "Promise.reject(new Error('no vault')); export default {}"],
  ["an error in a timer", "setTimeout(() => { throw new Error('no vault') }); export default {}"],
  ["a function in place of a value", "export default { postgres: { port: () => 5432 } }"],
])("%s ends the command with 2, and stdout holds its document alone", async (_name, text) => {
  const hostile = await withConfig(`console.log("to stderr");\n${text}`);
  const { exitCode, stdout, stderr, durationMs } = await hostile.infra("status", "--json", "--verbose");
  expect({ exitCode, stderr }).toEqual({
    exitCode: 2,
    stderr: expect.stringContaining("infra.config.mjs") as string,
  });
  const document = JSON.parse(stdout) as { error: { code: string } };
  expect(document.error.code).toBe("CONFIG_INVALID");
  expect(stderr).toContain("to stderr");
  if (text.includes("no vault")) expect(stderr).toMatch(/Error: no vault\n +at .*infra\.config\.mjs:\d+/);
  expect(durationMs).toBeLessThan(IN_TIME_MS);
});

test.concurrent.each([
  ["infra.config.mjs", ""],
  ["infra.config.ts", "const typed: number = 1;"],
])("%s may print, start timers and servers: stdout stays clean and the command ends", async (name, start) => {
  const noisy = await withConfig(
    `${start}
    import fs from "node:fs"; import net from "node:net"; import { execSync } from "node:child_process";
    console.log("one"); process.stdout.write("two\\n"); fs.writeSync(1, "three\\n"); execSync("echo four", { stdio: "inherit" });
    setInterval(() => {}, 1000); net.createServer().listen(0);
    process.exitCode = 9; process.chdir("/"); process.env.TILEMUD_PG_USER = "ignored";
    export default async () => ({ postgres: { user: "shop" } });`,
    name,
  );
  const { exitCode, stdout, stderr, durationMs } = await noisy.infra("status", "--json");
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "one\ntwo\nthree\nfour\n" });
  expect(JSON.parse(stdout)).toMatchObject({ ok: true });
  expect(durationMs).toBeLessThan(IN_TIME_MS);
});

test.concurrent.each([
  ["infra.config.ts", "commonjs"],
  ["infra.config.ts", undefined],
  ["infra.config.mts", "commonjs"],
  ["infra.config.cts", "module"],
  ["infra.config.js", undefined],
  ["infra.config.js", "commonjs"],
])("%s in a package of type %s is read without a warning of Node", async (name, type) => {
  const other = await withConfig("export default { postgres: { user: 'shop' } };", name);
  await other.write("package.json", JSON.stringify({ type }));
  const { exitCode, stdout, stderr } = await other.infra("status", "--json");
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
  expect(JSON.parse(stdout)).toMatchObject({ ok: true });
});

test("Ctrl-C ends a config file that runs", async () => {
  const endless = await withConfig("console.log('here'); while (true) {}");
  const { child, result } = endless.start(["status"]);
  await new Promise<void>((resolve) => child.stderr?.once("data", () => resolve()));
  child.kill("SIGINT");
  const { exitCode, durationMs } = await result;
  expect(exitCode).toBe(130);
  expect(durationMs).toBeLessThan(IN_TIME_MS);
});

test.each([".env", "infra.config.json", "infra.config.mjs", "infra.config.ts"])(
  "a pipe in place of %s is refused at once",
  async (name) => {
    const other = await withConfig("{}", "other");
    execFileSync("mkfifo", [join(other.dir, name)]);
    const { exitCode, stdout, stderr } = await other.infra("status");
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
    expect(stderr).toContain(`${name} is a named pipe, not a file`);
    await rm(other.dir, { recursive: true });
  },
);
