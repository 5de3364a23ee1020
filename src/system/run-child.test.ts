import { ChildProcess } from "node:child_process";
import { afterEach, expect, test, vi } from "vitest";
import { runChild } from "./run-child.js";

afterEach(() => vi.restoreAllMocks());

const run = (script: string, env: NodeJS.ProcessEnv = process.env) =>
  runChild({ command: "/bin/sh", args: ["-c", script], env, stdio: "ignore" });

test.each([
  ["exit 0", 0],
  ["exit 7", 7],
  ["kill -TERM $$", 143],
  ["kill -KILL $$", 137],
])("%s gives what a shell would show: %i", async (script, exitCode) => {
  expect(await run(script)).toBe(exitCode);
});

test("the command gets the environment that was given, and nothing else", async () => {
  expect(await run('test "$GIVEN" = yes && test -z "$HOME"', { GIVEN: "yes" })).toBe(0);
});

test("signals can be passed on as soon as it runs", async () => {
  const exitCode = await runChild({
    command: "/bin/sh",
    args: ["-c", "exec sleep 60"],
    env: process.env,
    stdio: "ignore",
    onChild: (child) => child.kill("SIGINT"),
  });
  expect(exitCode).toBe(130);
});

test("one that cannot be started is told with the system's own word for it", async () => {
  const absent = runChild({ command: "no-such-program", args: [], env: { PATH: "/" }, stdio: "ignore" });
  await expect(absent).rejects.toMatchObject({ code: "ENOENT" });
});

test("a child that refuses a signal (sudo) is waited for all the same", async () => {
  vi.spyOn(ChildProcess.prototype, "kill").mockImplementation(function (this: ChildProcess) {
    // What Node does when the process belongs to another user.
    this.emit("error", Object.assign(new Error("kill EPERM"), { code: "EPERM", syscall: "kill" }));
    return false;
  });
  const exitCode = await runChild({
    command: "/bin/sh",
    args: ["-c", "exit 3"],
    env: process.env,
    stdio: "ignore",
    onChild: (child) => child.kill("SIGINT"),
  });
  expect(exitCode).toBe(3);
});
