import { execFileSync } from "node:child_process";
import { createServer } from "node:net";
import { join } from "node:path";
import { expect, test } from "vitest";
import { useConfigProject } from "../../test/support/config-project.js";
import { importConfig } from "./import-config.js";
import { openProject } from "./project.js";

const project = useConfigProject();

function importText(text: string, options: { deadlineMs?: number; signal?: AbortSignal } = {}) {
  project.write("infra.config.mjs", text);
  project.write("other.mjs", "export const name = 'shop'");
  const path = join(project.directory, "infra.config.mjs");
  return importConfig({ path, project: openProject(project.directory), ...options });
}

test.each([
  ["an object", "export default { name: 'shop' }"],
  ["a promise", "export default Promise.resolve({ name: 'shop' })"],
  ["a function", "export default () => ({ name: 'shop' })"],
  ["an async function", "export default async () => ({ name: 'shop' })"],
  ["a promise of a function", "export default Promise.resolve(() => ({ name: 'shop' }))"],
  [
    "an object of a class",
    "class Config { get name() { return 'shop' } help() {} }; export default new Config()",
  ],
  ["an object with a prototype", "export default Object.create({ name: 'shop' })"],
  ["a module", "import * as own from './other.mjs'; export default own"],
  ["a proxy", "export default new Proxy({ name: 'shop' }, {})"],
  ["an object beside a timer", "setInterval(() => {}, 10); export default { name: 'shop' }"],
  [
    "an object beside a server",
    "import net from 'node:net'; net.createServer().listen(0); export default { name: 'shop' }",
  ],
  ["an object after process.exitCode", "process.exitCode = 3; export default { name: 'shop' }"],
  [
    "an object beside a child",
    "import { spawn } from 'node:child_process'; spawn('sleep', ['60'], { stdio: 'inherit' }); export default { name: 'shop' }",
  ],
])("%s may be exported", async (_name, text) => {
  const { content, faults } = await importText(text);
  expect(faults).toEqual([]);
  expect(content).toMatchObject({ name: "shop" });
});

test("what is no plain data is reported with its key", async () => {
  const { content, faults } = await importText(`
    const self = { inner: {} }; self.inner.self = self;
    export default {
      name: "shop", missing: undefined, self,
      postgres: { port: () => 1, user: Symbol("x"), image: new Date(), password: Promise.resolve("x"), extensions: ["a", 1n] },
      get redis() { throw new Error("no vault") },
      health: new Proxy({}, { ownKeys() { throw new Error("no keys") } }),
    }`);
  expect(content).toEqual({ name: "shop", self: { inner: {} }, postgres: { extensions: ["a", null] } });
  expect(faults.map(({ key, message }) => `${key} ${message.split(";")[0]}`)).toEqual([
    "self.inner.self contains itself",
    "postgres.port is a function",
    "postgres.user is a symbol",
    "postgres.image is a Date",
    "postgres.password is a Promise",
    "postgres.extensions.1 is a bigint",
    "redis cannot be read: no vault",
    "health cannot be read: no keys",
  ]);
  expect(faults.find(({ key }) => key === "redis")?.cause?.stack).toContain("get redis");
});

test.each([
  [
    "a promise that is never settled",
    "export default new Promise(() => {})",
    /waits for a promise that is never settled/,
  ],
  [
    "an await that never ends",
    "await new Promise(() => {}); export default {}",
    /waits for a promise that is never settled/,
  ],
  ["process.exit", "process.exit(0); export default {}", /ended its process \(exit code 0\)/],
  ["process.exit in a function", "export default () => process.exit(3)", /ended its process \(exit code 3\)/],
  ["process.abort", "process.abort()", /ended its process \(SIGABRT\)/],
  ["a signal to itself", "process.kill(process.pid, 'SIGKILL'); await new Promise(() => {})", /\(SIGKILL\)/],
  ["an error", "throw new Error('no vault', { cause: new TypeError('closed') })", /^no vault$/],
  ["text", "throw 'no vault'", /^no vault$/],
  ["nothing", "throw undefined", /^undefined$/],
  ["what cannot be shown", "throw { toString() { throw 1 } }", /^a value that cannot be shown$/],
  [
    "an odd error",
    "throw Object.assign(new Error(), { message: { toString: () => 'odd' }, name: 1n, code: {} })",
    /^odd$/,
  ],
  ["a rejection without a handler", "Promise.reject(new Error('lost')); export default {}", /^lost$/],
  ["an error in a timer", "setTimeout(() => { throw new Error('late') }, 0); export default {}", /^late$/],
  [
    "an error in a timer while it waits",
    "setTimeout(() => { throw new Error('late') }, 20); await new Promise(() => {})",
    /^late$/,
  ],
  ["too much", "export default { name: 'x'.repeat(17 * 1024 * 1024) }", /exports more than 16 MB/],
])("%s is reported", async (_name, text, message) => {
  await expect(importText(text)).rejects.toThrow(message);
});

test.each([
  ["an endless loop", "while (true) {}"],
  ["an endless getter", "export default { get name() { for (;;); } }"],
  ["a promise beside a timer", "setInterval(() => {}, 1000); await new Promise(() => {})"],
  ["a call that blocks", "import { execSync } from 'node:child_process'; execSync('sleep 60')"],
  ["a pipe that nobody writes to", "import fs from 'node:fs'; fs.readFileSync('pipe')"],
  ["a keeper of its process", "process.on('SIGTERM', () => {}); for (;;);"],
])("%s ends at the deadline", async (_name, text) => {
  execFileSync("mkfifo", [join(project.directory, "pipe")]);
  const inProject = `process.chdir(${JSON.stringify(project.directory)});\n`;
  const start = performance.now();
  await expect(importText(inProject + text, { deadlineMs: 3000 })).rejects.toThrow(
    "did not finish within 3s",
  );
  expect(performance.now() - start).toBeLessThan(20_000);
});

test("an interruption ends it at once", async () => {
  const signal = AbortSignal.timeout(500);
  await expect(importText("while (true) {}", { signal, deadlineMs: 60_000 })).rejects.toThrow(
    "aborted due to timeout",
  );
});

test("what it changes stays in its process, and what it started has ended", async () => {
  const { cwd, pid } = { cwd: process.cwd(), pid: process.pid };
  const { content } = await importText(`
    import { createServer } from "node:net";
    process.chdir("/"); process.env.CONFIG_WAS_HERE = "yes";
    const server = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => server.once("listening", resolve));
    export default { port: server.address().port, parent: process.ppid };`);
  expect({ cwd: process.cwd(), env: process.env["CONFIG_WAS_HERE"] }).toEqual({ cwd, env: undefined });
  const { port, parent } = content as { port: number; parent: number };
  expect(parent).toBe(pid);
  const server = createServer();
  await new Promise<void>((resolve, reject) =>
    server.once("error", reject).listen(port, "127.0.0.1", resolve),
  );
  server.close();
});
