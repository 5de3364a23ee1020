import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { chown, mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { temporaryFolder } from "../../test/support/temporary-folder.js";
import { claimPlaces } from "./claim-places.js";
import { acquireLock, liveHolder, type LockHolder } from "./lock.js";
import { identify } from "./process-identity.js";

const signal = new AbortController().signal;

test("those who want it take turns", async () => {
  const directory = join(await temporaryFolder(), "lock");
  let inside = 0;
  const turns: number[] = [];
  const takeTurn = async (index: number) => {
    const release = await acquireLock({ directory, command: `turn ${index}`, timeoutMs: 20_000, signal });
    expect(++inside).toBe(1);
    await new Promise((resolve) => setTimeout(resolve, 5));
    inside--;
    turns.push(index);
    await release();
  };
  await Promise.all([1, 2, 3, 4, 5, 6].map(takeTurn));
  expect(new Set(turns)).toEqual(new Set([1, 2, 3, 4, 5, 6]));
  expect(await readdir(directory)).toEqual([]);
});

test("who waits is told for whom, and in the end why it was in vain", async () => {
  const directory = await temporaryFolder();
  const release = await acquireLock({ directory, command: "infra up", timeoutMs: 0, signal });
  const waitedFor: LockHolder[] = [];
  const second = acquireLock({
    directory,
    command: "infra down",
    timeoutMs: 200,
    signal,
    onWaiting: (holder) => waitedFor.push(holder),
  });
  await expect(second).rejects.toMatchObject({
    code: "ENVIRONMENT_LOCKED",
    exitCode: 14,
    message: expect.stringContaining(`\`infra up\` (pid ${process.pid} on ${hostname()}`) as string,
  });
  expect(waitedFor.map(({ command }) => command)).toEqual(["infra up"]);
  expect(await liveHolder(directory)).toMatchObject({ command: "infra up", pid: process.pid });
  await release();
  expect(await liveHolder(directory)).toBeUndefined();
});

test("an abort ends the wait and leaves no claim", async () => {
  const directory = await temporaryFolder();
  const release = await acquireLock({ directory, command: "infra up", timeoutMs: 0, signal });
  const abort = new AbortController();
  const waiting = acquireLock({ directory, command: "infra down", timeoutMs: 20_000, signal: abort.signal });
  setTimeout(() => abort.abort(new Error("Ctrl-C")), 50);
  await expect(waiting).rejects.toThrow("Ctrl-C");
  await release();
  expect(await readdir(directory)).toEqual([]);
});

test("the claim of a dead process blocks nobody", async () => {
  const directory = await temporaryFolder();
  const child = spawn("sleep", ["600"], { stdio: "ignore" });
  onTestFinished(() => void child.kill("SIGKILL"));
  await once(child, "spawn");
  const identity = await identify(child.pid ?? 0);
  await writeClaim(directory, { ...identity, command: "infra up" });
  expect(await liveHolder(directory)).toMatchObject({ pid: child.pid });
  child.kill("SIGKILL");
  await once(child, "exit");
  await (
    await acquireLock({ directory, command: "infra up", timeoutMs: 0, signal })
  )();
  expect(await readdir(directory)).toEqual([]);
});

test("a claim is believed where it cannot be checked: another machine, another container", async () => {
  const self = await identify(process.pid);
  const boot = self?.machine.split(" ")[0];
  for (const [claim, believed] of [
    [{ machine: "other-boot pid:[1]", hostname: "elsewhere" }, true],
    [{ machine: `${boot} pid:[1]`, hostname: hostname() }, true],
    [{ machine: "boot-before-this pid:[1]", hostname: hostname() }, false],
  ] as const) {
    const directory = await temporaryFolder();
    await writeClaim(directory, { pid: 1, startTime: "1", command: "infra up", ...claim });
    expect((await liveHolder(directory)) !== undefined).toBe(believed);
  }
});

test("claims in pieces count for nothing", async () => {
  const directory = await temporaryFolder();
  await mkdir(directory, { recursive: true });
  await writeFile(join(directory, "claim.1.0123456789abcdef.json"), '{"pid":1,"mach');
  expect(await liveHolder(directory)).toBeUndefined();
});

async function writeClaim(directory: string, claim: Partial<LockHolder>): Promise<void> {
  const whole = { hostname: hostname(), since: new Date().toISOString(), ...claim };
  await writeFile(join(directory, `claim.${claim.pid}.0123456789abcdef.json`), JSON.stringify(whole));
}

describe.skipIf(process.platform !== "linux" || process.getuid?.() !== 0)("on a read-only disk", () => {
  const readOnlyFolder = async () => {
    const folder = await temporaryFolder();
    execFileSync("mount", ["-t", "tmpfs", "-o", "ro", "tmpfs", folder]);
    onTestFinished(() => void execFileSync("umount", [folder]));
    return join(folder, "lock");
  };
  const onRefused = (why: string) => expect.unreachable(why);

  test("work that needs the disk does not begin", async () => {
    const directory = await readOnlyFolder();
    const work = acquireLock({ directory, command: "infra up", timeoutMs: 0, signal });
    await expect(work).rejects.toMatchObject({ code: "EROFS" });
  });

  test("work that does not need it takes turns all the same", async () => {
    const directory = await readOnlyFolder();
    const options = { directory, timeoutMs: 100, signal, onRefused };
    const release = await acquireLock({ ...options, command: "infra down" });
    expect(await liveHolder(directory)).toMatchObject({ command: "infra down", pid: process.pid });
    await expect(acquireLock({ ...options, command: "infra reset" })).rejects.toMatchObject({
      code: "ENVIRONMENT_LOCKED",
    });
    await release();
    expect(await liveHolder(directory)).toBeUndefined();
  });

  test("claims that another user put into the folder of all users do not count", async () => {
    const directory = await readOnlyFolder();
    const [, shared] = await claimPlaces(directory);
    const self = await identify(process.pid);
    const path = join(shared.folder, `${shared.prefix}claim.${process.pid}.0123456789abcdef.json`);
    await writeFile(path, JSON.stringify({ ...self, hostname: hostname(), command: "infra up", since: "" }));
    onTestFinished(() => rm(path));
    expect(await liveHolder(directory)).toMatchObject({ command: "infra up" });
    await chown(path, 65534, 65534);
    expect(await liveHolder(directory)).toBeUndefined();
  });
});
