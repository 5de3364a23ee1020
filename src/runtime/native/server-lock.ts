import type { FileHandle } from "node:fs/promises";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { openFolderIfAny, openForAppend, openIfAny } from "../../system/files.js";
import { findProgram, withSystemFolders } from "../../system/find-program.js";
import { waitUntil } from "../../system/wait-until.js";

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

/** Whether a server holds the lock on a file now; `undefined` where that cannot be asked. Changes nothing. */
export async function isServerLockHeld(path: string, patienceMs = 0): Promise<boolean | undefined> {
  return isHeld(await openIfAny(path), patienceMs);
}

/** The same of a folder. */
export async function isFolderLockHeld(path: string, patienceMs = 0): Promise<boolean | undefined> {
  return isHeld(await openFolderIfAny(path), patienceMs);
}

async function acquire(file: FileHandle, patienceMs: number): Promise<LockAttempt> {
  const attempt = await tryLock(file, patienceMs).catch(async (error: unknown) => {
    await file.close();
    throw error;
  });
  if (attempt === "acquired") return { kind: "acquired", lock: { fd: file.fd, close: () => file.close() } };
  await file.close();
  return { kind: attempt };
}

async function isHeld(file: FileHandle | undefined, patienceMs: number): Promise<boolean | undefined> {
  if (file === undefined) return false;
  try {
    const attempt = await tryLock(file, patienceMs);
    return attempt === "unsupported" ? undefined : attempt === "held";
  } finally {
    await file.close();
  }
}

async function tryLock(file: FileHandle, patienceMs: number): Promise<LockAttempt["kind"]> {
  const program = await findFlock();
  if (program === undefined) return "unsupported";
  const attempt = async () => {
    const result = await flockOnce(program, file);
    return result === "held" ? undefined : result;
  };
  const signal = new AbortController().signal;
  return (
    (await waitUntil(attempt, { timeoutMs: patienceMs, intervalMs: 20, maxIntervalMs: 200, signal })) ??
    "held"
  );
}

const CONFLICT = 1;

/** `flock` locks the open file that it inherits from us and ends; the lock stays with the file. Node cannot ask for one. */
async function flockOnce(program: string, { fd }: FileHandle): Promise<LockAttempt["kind"]> {
  const child = spawn(program, ["-x", "-n", "3"], { stdio: ["ignore", "ignore", "ignore", fd] });
  const [code] = (await once(child, "close")) as [number | null];
  if (code === 0) return "acquired";
  return code === CONFLICT ? "held" : "unsupported";
}

let flock: Promise<string | undefined> | undefined;

function findFlock(): Promise<string | undefined> {
  flock ??=
    process.platform === "linux" ? findProgram(["flock"], withSystemFolders("")) : Promise.resolve(undefined);
  return flock;
}
