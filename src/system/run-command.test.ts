import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { expect, test } from "vitest";
import { identify } from "./process-identity.js";
import { runCommand } from "./run-command.js";
import { temporaryFolder } from "../../test/support/temporary-folder.js";

const signal = new AbortController().signal;

/** Writes the pid of a grandchild that would outlive a carelessly stopped shell. */
const SHELL_WITH_CHILD = 'sleep 60 & echo $! > "$1"; wait';

test("ending, output and status lines", async () => {
  const lines: string[] = [];
  const result = await runCommand({
    command: "/bin/sh",
    args: ["-c", "echo out; echo bad >&2; echo one >&3; echo two >&3; exit 3"],
    timeoutMs: 5_000,
    signal,
    endWithUs: true,
    onStatusLine: (line) => lines.push(line),
  });
  expect(result).toEqual({ ok: false, ending: "exit code 3", stdout: "out\n", stderr: "bad\n" });
  expect(lines).toEqual(["one", "two"]);
});

test("a program that cannot be started is told, not thrown", async () => {
  const result = await runCommand({ command: "/nowhere/x", args: [], timeoutMs: 5_000, signal });
  expect(result).toMatchObject({ ok: false, ending: "cannot be started: ENOENT" });
});

test("the time limit ends the program and its children", async () => {
  const pidFile = join(await temporaryFolder(), "pid");
  const args = ["-c", SHELL_WITH_CHILD, "sh", pidFile];
  const result = await runCommand({ command: "/bin/sh", args, timeoutMs: 300, signal });
  expect(result).toMatchObject({ ok: false, ending: "no end after 0.3s" });
  expect(await isGone(pidFile)).toBe(true);
});

test("an abort ends the program and its children, then throws the reason", async () => {
  const pidFile = join(await temporaryFolder(), "pid");
  const abort = new AbortController();
  const args = ["-c", SHELL_WITH_CHILD, "sh", pidFile];
  const running = runCommand({
    command: "/bin/sh",
    args,
    timeoutMs: 10_000,
    signal: abort.signal,
    endWithUs: true,
  });
  await untilWritten(pidFile);
  const reason = new Error("Ctrl-C");
  abort.abort(reason);
  await expect(running).rejects.toBe(reason);
  expect(await isGone(pidFile)).toBe(true);
});

test("a program that shall end with us ends when we are killed", async () => {
  const folder = await temporaryFolder();
  const [pidFile, program] = [join(folder, "pid"), join(folder, "runs.mjs")];
  const module = JSON.stringify(join(import.meta.dirname, "run-command.ts"));
  const options = { command: "/bin/sh", args: ["-c", SHELL_WITH_CHILD, "sh", pidFile], timeoutMs: 60_000 };
  await writeFile(
    program,
    `import { createJiti } from ${JSON.stringify(import.meta.resolve("jiti"))};
     const { runCommand } = await createJiti(import.meta.url).import(${module});
     await runCommand({ ...${JSON.stringify(options)}, endWithUs: true, signal: new AbortController().signal });`,
  );
  const parent = spawn(process.execPath, [program], { stdio: "inherit" });
  await untilWritten(pidFile);
  parent.kill("SIGKILL");
  await once(parent, "close");
  expect(await isGone(pidFile)).toBe(true);
});

async function untilWritten(path: string): Promise<void> {
  const deadline = performance.now() + 30_000;
  while ((await readFile(path, "utf8").catch(() => "")) === "") {
    expect(performance.now(), `${path} is not written`).toBeLessThan(deadline);
    await delay(20);
  }
}

async function isGone(pidFile: string): Promise<boolean> {
  const pid = Number(await readFile(pidFile, "utf8"));
  expect(pid).toBeGreaterThan(0);
  const deadline = performance.now() + 30_000;
  while (performance.now() < deadline) {
    if ((await identify(pid)) === undefined) return true;
    await delay(20);
  }
  return false;
}
