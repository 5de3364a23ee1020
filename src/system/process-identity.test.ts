import { spawn } from "node:child_process";
import { once } from "node:events";
import { copyFile, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { eventually } from "../../test/support/eventually.js";
import { temporaryFolder } from "../../test/support/temporary-folder.js";
import { processesWorkingIn } from "./find-processes.js";
import { identify, isAlive, viewProcess } from "./process-identity.js";

async function startSleep(options: { cwd?: string; program?: string } = {}): Promise<number> {
  const { cwd, program = "sleep" } = options;
  const child = spawn(program, ["600"], { stdio: "ignore", ...(cwd !== undefined && { cwd }) });
  await once(child, "spawn");
  const { pid } = child;
  if (pid === undefined) throw new Error("no pid");
  onTestFinished(() => void child.kill("SIGKILL"));
  return pid;
}

test("a process is itself as long as it lives, and nobody else", async () => {
  const pid = await startSleep();
  const identity = await identify(pid);
  if (identity === undefined) throw new Error("a living process has an identity");
  expect(await isAlive(identity)).toBe(true);
  // What pid reuse looks like: the same number, started at another time, or before a restart of the machine.
  expect(await isAlive({ ...identity, startTime: "1" })).toBe(false);
  expect(await isAlive({ ...identity, machine: "another boot" })).toBe(false);
  process.kill(pid, "SIGKILL");
  await eventually("it is seen as dead", async () => ((await isAlive(identity)) ? undefined : true));
  expect(await identify(pid)).toBeUndefined();
  expect(await viewProcess(pid)).toBeUndefined();
});

test("a zombie counts as dead", async () => {
  // The shell starts a child and becomes a sleep, which never asks how the child ended.
  const parent = spawn("/bin/sh", ["-c", "sleep 0 & echo $!; exec sleep 600"], {
    stdio: ["ignore", "pipe", "ignore"],
  });
  onTestFinished(() => void parent.kill("SIGKILL"));
  const [line] = (await once(parent.stdout, "data")) as [Buffer];
  const zombie = Number(line.toString());
  await eventually("the zombie is seen as dead", async () => ((await identify(zombie)) ? undefined : true));
  expect(() => process.kill(zombie, 0)).not.toThrow();
  expect(await viewProcess(zombie)).toBeUndefined();
});

test("what can be seen of a process: program, folder, start, arguments", async () => {
  const cwd = await temporaryFolder();
  const before = Date.now();
  const pid = await startSleep({ cwd });
  const view = await viewProcess(pid);
  expect(view).toMatchObject({ pid, workingDirectory: cwd, commandLine: "sleep 600" });
  expect(view?.executable).toMatch(/^\/.*(sleep|coreutils|busybox)$/);
  // The boot time of the machine is known to the second only.
  expect(Math.abs((view?.startedAt.getTime() ?? 0) - before)).toBeLessThan(10_000);
  expect((await identify(pid))?.startTime).toBe(view?.startTime);
});

test.runIf(process.platform === "linux")(
  "a program whose name holds spaces and parentheses is understood",
  async () => {
    const folder = await temporaryFolder();
    const program = join(folder, "a) S (b");
    await copyFile("/bin/sleep", program);
    const pid = await startSleep({ program, cwd: folder });
    expect(await viewProcess(pid)).toMatchObject({ executable: program });
    expect((await identify(pid))?.startTime).toMatch(/^\d{3,}$/);
  },
);

test("finds the processes that work in a folder or below it, and no others", async () => {
  const folder = await temporaryFolder();
  await mkdir(join(folder, "project", "deep"), { recursive: true });
  await mkdir(join(folder, "project-two"));
  const inside = await startSleep({ cwd: join(folder, "project") });
  const below = await startSleep({ cwd: join(folder, "project", "deep") });
  await startSleep({ cwd: join(folder, "project-two") });
  const found = await processesWorkingIn(join(folder, "project"));
  expect(found.map(({ pid }) => pid).toSorted((a, b) => a - b)).toEqual(
    [inside, below].toSorted((a, b) => a - b),
  );
});
