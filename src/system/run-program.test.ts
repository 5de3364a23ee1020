import { spawn } from "node:child_process";
import { once } from "node:events";
import { open, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import { identify } from "./process-identity.js";
import { runProgram, type Program } from "./run-program.js";
import { temporaryFolder } from "../../test/support/temporary-folder.js";

const env = { PATH: process.env["PATH"], WORD: "said" };

const shell = (script: string, more: Partial<Program> = {}, ...args: string[]) =>
  runProgram({ command: "/bin/sh", args: ["-c", script, "sh", ...args], env, timeoutMs: 10_000, ...more });

/** Writes the pid of a grandchild that would outlive a carelessly stopped shell. */
const SHELL_WITH_CHILD = 'sleep 60 & echo $! > "$1"; wait';

test("output, exit code, folder and nothing but the given environment", async () => {
  const cwd = await temporaryFolder();
  expect(await shell('echo "$WORD $HOME"; pwd >&2; cat; exit 3', { cwd })).toEqual({
    exitCode: 3,
    ending: "exit code 3",
    stdout: "said \n",
    stderr: `${cwd}\n`,
  });
});

test("input is passed on, also to a program that does not read it", async () => {
  expect(await shell("cat", { input: "ä".repeat(500_000), keepAll: true })).toMatchObject({
    exitCode: 0,
    stdout: "ä".repeat(500_000),
  });
  expect(await shell("exec true", { input: "x".repeat(1_000_000) })).toMatchObject({ exitCode: 0 });
});

test("the end of a long output is kept, or all of it", async () => {
  const script = "head -c 3000000 /dev/zero | tr '\\0' x; echo end";
  const { stdout } = await shell(script);
  expect(stdout).toHaveLength(200_000);
  expect(stdout.endsWith("xend\n")).toBe(true);
  expect((await shell(script, { keepAll: true })).stdout).toHaveLength(3_000_004);
});

test("output goes to an open file, and further files are inherited", async () => {
  const folder = await temporaryFolder();
  const [log, extra] = await Promise.all(["log", "extra"].map((name) => open(join(folder, name), "w+")));
  onTestFinished(async () => void (await Promise.all([log?.close(), extra?.close()])));
  const files = [extra?.fd ?? -1];
  const result = await shell("echo out; echo err >&2; echo three >&3", { output: log?.fd ?? -1, files });
  expect(result).toMatchObject({ exitCode: 0, stdout: "", stderr: "" });
  expect(await readFile(join(folder, "log"), "utf8")).toBe("out\nerr\n");
  expect(await readFile(join(folder, "extra"), "utf8")).toBe("three\n");
});

test("status lines, from a program that ends with us, next to inherited files", async () => {
  const file = join(await temporaryFolder(), "file");
  const handle = await open(file, "w");
  onTestFinished(() => handle.close());
  const lines: string[] = [];
  const script = "echo one >&3; echo two >&3; echo four >&4; exit 3";
  const onStatusLine = (line: string) => lines.push(line);
  const result = await shell(script, { endWithUs: true, onStatusLine, files: [handle.fd] });
  expect(result).toMatchObject({ exitCode: 3, stdout: "", stderr: "" });
  expect(lines).toEqual(["one", "two"]);
  expect(await readFile(file, "utf8")).toBe("four\n");
});

test("a program that cannot be started or is killed is a result", async () => {
  const absent = { command: "/nowhere/x", args: [], env, timeoutMs: 5_000 };
  expect(await runProgram(absent)).toMatchObject({
    exitCode: undefined,
    ending: "cannot be started: ENOENT",
  });
  expect(await shell("kill -SEGV $$")).toMatchObject({ exitCode: undefined, ending: "signal SIGSEGV" });
});

test("the time limit ends the program and its children", async () => {
  const pidFile = join(await temporaryFolder(), "pid");
  const result = await shell(SHELL_WITH_CHILD, { timeoutMs: 300 }, pidFile);
  expect(result).toMatchObject({ exitCode: undefined, ending: "no end after 0.3s" });
  expect(await isGone(pidFile)).toBe(true);
});

test("a child that ignores the request to end is ended when its parent has gone", async () => {
  const pidFile = join(await temporaryFolder(), "pid");
  const script = `(trap '' TERM; exec sleep 60) & echo $! > "$1"; wait`;
  const result = await shell(script, { timeoutMs: 300, output: "ignore" }, pidFile);
  expect(result).toMatchObject({ ending: "no end after 0.3s" });
  expect(await isGone(pidFile)).toBe(true);
});

test("the time limit holds for a program that ignores it", async () => {
  const started = performance.now();
  const result = await shell("trap '' TERM; while :; do sleep 1; done", { timeoutMs: 100 });
  expect(result).toMatchObject({ exitCode: undefined, ending: "no end after 0.1s" });
  expect(performance.now() - started).toBeLessThan(9_000);
});

test.runIf(process.platform === "linux")(
  "a process that left the group does not keep its caller waiting",
  async () => {
    const pidFile = join(await temporaryFolder(), "pid");
    const script = `setsid sh -c 'echo $$ > "$0"; exec sleep 60' "$1" & wait`;
    const result = await shell(script, { timeoutMs: 300 }, pidFile);
    process.kill(Number(await readFile(pidFile, "utf8")), "SIGKILL");
    expect(result).toMatchObject({ exitCode: undefined, ending: "no end after 0.3s" });
  },
);

test.each([{ endWithUs: false }, { endWithUs: true }])(
  "an abort ends the program and its children, then throws the reason (%o)",
  async ({ endWithUs }) => {
    const pidFile = join(await temporaryFolder(), "pid");
    const abort = new AbortController();
    const running = shell(SHELL_WITH_CHILD, { signal: abort.signal, endWithUs }, pidFile);
    await untilWritten(pidFile);
    const reason = new Error("Ctrl-C");
    abort.abort(reason);
    await expect(running).rejects.toBe(reason);
    expect(await isGone(pidFile)).toBe(true);
    await expect(shell("exit", { signal: abort.signal })).rejects.toBe(reason);
  },
);

test("a program that shall end with us ends when we are killed", async () => {
  const folder = await temporaryFolder();
  const [pidFile, program] = [join(folder, "pid"), join(folder, "runs.mjs")];
  const module = JSON.stringify(join(import.meta.dirname, "run-program.ts"));
  const args = ["-c", SHELL_WITH_CHILD, "sh", pidFile];
  const options = { command: "/bin/sh", args, env, timeoutMs: 60_000, endWithUs: true };
  await writeFile(
    program,
    `import { createJiti } from ${JSON.stringify(import.meta.resolve("jiti"))};
     const { runProgram } = await createJiti(import.meta.url).import(${module});
     await runProgram(${JSON.stringify(options)});`,
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
