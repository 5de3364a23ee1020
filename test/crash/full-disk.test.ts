import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, open, rm, rmdir, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { TemporaryProject } from "../support/temporary-project.js";
import { infra, succeed } from "./support/commands.js";
import { expectTrueStatus } from "./support/expect-true-status.js";
import { expectUpHeals } from "./support/expect-whole.js";
import { createProject, expectRows, keepRow, mark } from "./support/project.js";

const TEST_TIMEOUT_MS = 120_000;
const DISK_SIZE_MB = 400;
const INODES = 20_000;
const MB = 1024 * 1024;
/** The system says the one; PostgreSQL the other, where a part of a block found room. */
const NO_ROOM = /No space left on device|Check free disk space/;

const disk = await mountSmallDisk();
const note = disk === undefined ? " (skipped: needs root and the right to mount a tmpfs)" : "";

let project: TemporaryProject;
const tmpdirBefore = process.env["TMPDIR"];
beforeAll(async () => {
  if (disk === undefined) return;
  // The whole project lives there.
  process.env["TMPDIR"] = disk;
  project = await createProject();
});
afterAll(async () => {
  if (disk === undefined) return;
  await free();
  await project[Symbol.asyncDispose]();
  if (tmpdirBefore === undefined) delete process.env["TMPDIR"];
  else process.env["TMPDIR"] = tmpdirBefore;
  execFileSync("umount", ["--lazy", disk]);
  await rmdir(disk);
});

test.skipIf(disk === undefined)(
  `not one byte is free at the first up${note}`,
  { timeout: TEST_TIMEOUT_MS },
  async () => {
    await fill();
    await expectShortage();
    await free();
    await expectUpHeals(project);
    await succeed(project, "reset");
  },
);

test.skipIf(disk === undefined)(
  `too little is free to begin with${note}`,
  { timeout: TEST_TIMEOUT_MS },
  async () => {
    await fill({ exceptMb: 40 });
    await expectShortage();
    await free();
    await expectUpHeals(project);
    await succeed(project, "reset");
  },
);

test.skipIf(disk === undefined)(
  `the disk fills up while the data is created${note}`,
  { timeout: TEST_TIMEOUT_MS },
  async () => {
    // Enough to begin with, where less than usual is asked for, and not enough to end with (40 MB).
    await fill({ exceptMb: 20 });
    const { exitCode, stderr } = await infra(project, ["up"], { env: { INFRA_MIN_FREE_DISK_MB: "1" } });
    expect(exitCode, stderr).toBe(16);
    expect(stderr).toMatch(NO_ROOM);
    expect(await project.processes()).toEqual([]);
    await free();
    await expectUpHeals(project);
  },
);

test.skipIf(disk === undefined)(
  `the disk is full when a migration runs${note}`,
  { timeout: TEST_TIMEOUT_MS },
  async () => {
    await succeed(project, "up");
    await keepRow(project, 1);
    await project.migration(
      "010_big.sql",
      `create table big as select repeat('x', 500) || n as filler from generate_series(1, 200000) n;\n${mark("010_big.sql")}`,
    );
    await fill({ exceptMb: 1 });
    const { exitCode, stderr } = await infra(project, ["up"]);
    expect([12, 13], stderr).toContain(exitCode);
    expect(stderr).toMatch(NO_ROOM);
    await free();
    await expectUpHeals(project);
    await expectRows(project, [1]);
  },
);

test.skipIf(disk === undefined)(
  `the disk is full when the services are to start again${note}`,
  { timeout: TEST_TIMEOUT_MS },
  async () => {
    await succeed(project, "down");
    await fill();
    await expectShortage();
    await expectTrueStatus(project);
    await free();
    await expectUpHeals(project);
    await expectRows(project, [1]);
  },
);

test.skipIf(disk === undefined)(
  `the disk is full, and down and reset still work${note}`,
  { timeout: TEST_TIMEOUT_MS },
  async () => {
    await succeed(project, "up");
    await fill({ exceptMb: 1 });
    await succeed(project, "down");
    expect(await project.processes()).toEqual([]);
    await succeed(project, "reset");
    await free();
    await expectUpHeals(project);
  },
);

test.skipIf(disk === undefined)(
  `the disk is full to the last byte while all is up${note}`,
  { timeout: TEST_TIMEOUT_MS },
  async () => {
    await fill();
    expect((await expectTrueStatus(project)).status).toBe("ready");
    // Not even the claim of a turn can be written.
    await expectShortageWhileUp();
    await expectLookingWorks();
    await succeed(project, "down");
    expect(await project.processes()).toEqual([]);
    expect((await expectTrueStatus(project)).status).toBe("stopped");
    await succeed(project, "reset");
    expect((await expectTrueStatus(project)).data.exists).toBe(false);
    await free();
    await expectUpHeals(project);
  },
);

test.skipIf(disk === undefined)(
  `a reset frees the full disk while all is up${note}`,
  { timeout: TEST_TIMEOUT_MS },
  async () => {
    await succeed(project, "up");
    await fill();
    await succeed(project, "reset");
    expect(await project.processes()).toEqual([]);
    await free();
    await expectUpHeals(project);
  },
);

test.skipIf(disk === undefined)(
  `no file can be made any more while all is up${note}`,
  { timeout: TEST_TIMEOUT_MS },
  async () => {
    await succeed(project, "up");
    const made = await useUpInodes();
    await expectShortageWhileUp();
    await expectLookingWorks();
    await succeed(project, "down");
    expect(await project.processes()).toEqual([]);
    await succeed(project, "reset");
    await rm(made, { recursive: true });
    await expectUpHeals(project);
  },
);

test.skipIf(disk === undefined)(
  `the disk is read-only: what runs is stopped, and reset says what it could not remove${note}`,
  { timeout: TEST_TIMEOUT_MS },
  async () => {
    await succeed(project, "up");
    await setReadOnly();
    try {
      await expectLookingWorks();
      const up = await infra(project, ["up"]);
      expect(up, up.stderr).toMatchObject({ exitCode: 2 });
      expect(up.stderr).toContain("read-only file system");
      await succeed(project, "down");
      expect(await project.processes()).toEqual([]);
      const reset = await infra(project, ["reset"]);
      expect(reset, reset.stderr).toMatchObject({ exitCode: 31 });
      expect(reset.stderr).toMatch(
        /^ERROR: Failed removing .*\/\.infra\/tilemud\/postgres: EROFS.*\n.*Make the disk writable/m,
      );
      expect((await expectTrueStatus(project)).data.exists).toBe(true);
    } finally {
      await setWritable();
    }
    await expectUpHeals(project);
    await succeed(project, "reset");
  },
);

async function expectShortageWhileUp(): Promise<void> {
  const { exitCode, stderr } = await infra(project, ["up"]);
  expect(exitCode, stderr).toBe(16);
  expect(stderr).toMatch(/^ERROR: Not enough disk space/);
}

async function expectLookingWorks(): Promise<void> {
  for (const command of ["status", "env"]) await succeed(project, command);
  for (const service of ["postgres", "redis"]) await succeed(project, "logs", service);
}

/** @returns the folder that took them */
async function useUpInodes(): Promise<string> {
  const folder = await mkdtemp(join(disk ?? "", "inodes-"));
  for (let count = 0; ; count++) {
    const path = join(folder, String(count));
    const full = await mkdir(path).then(
      () => false,
      (error: NodeJS.ErrnoException) => {
        if (error.code === "ENOSPC") return true;
        throw error;
      },
    );
    if (full) return folder;
  }
}

/** Laid over itself: a file system with files that are open for writing cannot be made read-only. */
async function setReadOnly(): Promise<void> {
  execFileSync("mount", ["--bind", disk ?? "", disk ?? ""]);
  execFileSync("mount", ["-o", "remount,ro,bind", disk ?? ""]);
}

async function setWritable(): Promise<void> {
  execFileSync("umount", ["--lazy", disk ?? ""]);
}

async function expectShortage(): Promise<void> {
  const { exitCode, stderr } = await infra(project, ["up"]);
  expect(exitCode, stderr).toBe(16);
  expect(stderr).toMatch(/^ERROR: /m);
  expect(stderr).toMatch(/disk/);
  expect(await project.processes()).toEqual([]);
}

function nothingWrittenWhenFull(error: NodeJS.ErrnoException): { bytesWritten: number } {
  if (error.code !== "ENOSPC") throw error;
  return { bytesWritten: 0 };
}

/** Leaves nothing free, or as much as asked for. */
async function fill({ exceptMb = 0 } = {}): Promise<void> {
  const file = await open(ballast(), "a");
  try {
    for (const size of [MB, 4096]) {
      const block = Buffer.alloc(size, 1);
      while ((await file.write(block).catch(nothingWrittenWhenFull)).bytesWritten === size);
    }
    const { size } = await file.stat();
    if (exceptMb > 0) await truncate(ballast(), size - exceptMb * MB);
  } finally {
    await file.close();
  }
}

async function free(): Promise<void> {
  await rm(ballast(), { force: true });
}

function ballast(): string {
  return join(disk ?? "", "ballast");
}

/** A disk that is easily filled; `undefined` where we may not mount one. */
async function mountSmallDisk(): Promise<string | undefined> {
  if (process.platform !== "linux" || process.getuid?.() !== 0) return undefined;
  const folder = await mkdtemp(join(tmpdir(), "infra-small-disk-"));
  try {
    execFileSync(
      "mount",
      ["-t", "tmpfs", "-o", `size=${DISK_SIZE_MB}m,nr_inodes=${INODES},mode=755`, "tmpfs", folder],
      {
        stdio: "ignore",
      },
    );
    await writeFile(join(folder, "probe"), "x");
    await rm(join(folder, "probe"));
    return folder;
  } catch {
    await rmdir(folder);
    return undefined; // a container without the right to mount
  }
}
