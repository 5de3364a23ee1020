import type { FileHandle } from "node:fs/promises";
import { openFolderIfAny, openForAppend, openIfAny } from "../../system/files.js";
import { memoize } from "../../system/memoize.js";
import { runProgram } from "../../system/run-program.js";
import { waitUntil } from "../../system/wait-until.js";
import { findSystemProgram } from "./system-program.js";

/**
 * The lock, on a file or a folder, that a server holds for as long as it or one of its children lives. It belongs to the open
 * file that they inherit, so it ends with them, however they end, and every process of the machine sees it: also one in
 * another container that has the same folder mounted and can see neither their pids nor their ports.
 */
export interface ServerLock {
  /** To be inherited by the server: entry of `stdio`. */
  readonly fd: number;
  /** Gives up this process's part of the lock; those who inherited it keep theirs. */
  close(): Promise<void>;
}

export type LockAttempt =
  | { kind: "acquired"; lock: ServerLock }
  | { kind: "held" }
  /** The system has no such locks that a program could ask for (macOS), or this file system has none. */
  | { kind: "unsupported" };

/** Takes the lock on a file, which is made if need be, and waits for its holder to end for up to `patienceMs`. */
export async function acquireServerLock(path: string, patienceMs = 0): Promise<LockAttempt> {
  return acquire(await openForAppend(path), patienceMs);
}

/** The same on a folder that is there. */
export async function acquireFolderLock(path: string, patienceMs = 0): Promise<LockAttempt> {
  const folder = await openFolderIfAny(path);
  if (folder === undefined) throw new Error(`there is no folder ${path} to lock`);
  return acquire(folder, patienceMs);
}

export interface LockPlaces {
  file?: string;
  folders?: readonly string[];
}

/** Whether a server holds the lock on one of the places now; `undefined` where that cannot be asked. Changes nothing. */
export async function isLockHeld(
  { file, folders = [] }: LockPlaces,
  patienceMs = 0,
): Promise<boolean | undefined> {
  const opened = await Promise.all([
    file === undefined ? undefined : openIfAny(file),
    ...folders.map(openFolderIfAny),
  ]);
  const files = opened.filter((each) => each !== undefined);
  if (files.length === 0) return false;
  try {
    const attempt = await tryLocks(files, patienceMs);
    return attempt === "unsupported" ? undefined : attempt === "held";
  } finally {
    for (const each of files) await each.close();
  }
}

async function acquire(file: FileHandle, patienceMs: number): Promise<LockAttempt> {
  const attempt = await tryLocks([file], patienceMs).catch(async (error: unknown) => {
    await file.close();
    throw error;
  });
  if (attempt === "acquired") return { kind: "acquired", lock: { fd: file.fd, close: () => file.close() } };
  await file.close();
  return { kind: attempt };
}

async function tryLocks(files: readonly FileHandle[], patienceMs: number): Promise<LockAttempt["kind"]> {
  const program = await findFlock();
  if (program === undefined) return "unsupported";
  const attempt = async () => {
    const result = await flockOnce(program, files);
    return result === "held" ? undefined : result;
  };
  const signal = new AbortController().signal;
  return (
    (await waitUntil(attempt, { timeoutMs: patienceMs, intervalMs: 20, maxIntervalMs: 200, signal })) ??
    "held"
  );
}

const CONFLICT = 1;
/** It does not wait for the lock, but a network file system may. */
const FLOCK_TIMEOUT_MS = 30_000;

/**
 * `flock` locks an open file that it inherits from us and ends; the lock stays with the file. Node cannot ask for one. To
 * start a program takes Node some milliseconds, so a shell starts those for the second and later files.
 */
async function flockOnce(program: string, files: readonly FileHandle[]): Promise<LockAttempt["kind"]> {
  const [command, ...args] =
    files.length === 1
      ? ([program, "-x", "-n", "3"] as const)
      : (["/bin/sh", "-c", LOCK_EACH, program, ...files.map((_, index) => String(3 + index))] as const);
  const { exitCode } = await runProgram({
    command,
    args,
    env: {},
    output: "ignore",
    files: files.map(({ fd }) => fd),
    timeoutMs: FLOCK_TIMEOUT_MS,
  });
  if (exitCode === 0) return "acquired";
  return exitCode === CONFLICT ? "held" : "unsupported";
}

const LOCK_EACH = 'for fd; do "$0" -x -n "$fd" || exit; done';

const findFlock = memoize(() => findSystemProgram("flock"));
