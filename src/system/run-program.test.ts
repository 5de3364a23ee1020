import { expect, test } from "vitest";
import { runProgram } from "./run-program.js";

const shell = (script: string, options: { timeoutMs?: number; signal?: AbortSignal } = {}) =>
  runProgram({
    command: "/bin/sh",
    args: ["-c", script],
    env: { WORD: "said" },
    timeoutMs: options.timeoutMs ?? 10_000,
    signal: options.signal ?? new AbortController().signal,
  });

test("output, exit code and nothing but the given environment", async () => {
  expect(await shell('echo "$WORD $HOME"; echo oops >&2; cat; exit 3')).toEqual({
    exitCode: 3,
    stdout: "said \n",
    stderr: "oops\n",
  });
  expect((await shell("head -c 3000000 /dev/zero | tr '\\0' x")).stdout).toHaveLength(3_000_000);
});

test("one that takes too long is ended, one that is not there is told", async () => {
  await expect(shell("exec sleep 60", { timeoutMs: 100 })).rejects.toThrow("time limit: 0.1s");
  await expect(
    runProgram({
      command: "/nonexistent",
      args: [],
      env: {},
      timeoutMs: 1000,
      signal: AbortSignal.timeout(9000),
    }),
  ).rejects.toMatchObject({ code: "ENOENT" });
});

test("an abort ends it and is the reason", async () => {
  const reason = new Error("enough");
  const controller = new AbortController();
  const running = shell("exec sleep 60", { signal: controller.signal });
  setTimeout(() => controller.abort(reason), 50);
  await expect(running).rejects.toBe(reason);
});
