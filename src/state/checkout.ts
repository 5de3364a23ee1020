import { randomUUID } from "node:crypto";
import { realpath, stat } from "node:fs/promises";
import { hostname } from "node:os";
import { isAbsolute, join } from "node:path";
import type { CheckoutIdentity } from "../config/resolved.js";
import { makeFolder, readFileIfAny, replaceFile } from "../system/files.js";
import { acquireLock } from "../system/lock.js";
import { ignoreUnreachable, isUnreachable } from "../system/missing.js";

/** The identity of a checkout, as in `.infra/checkout.json`. */
export interface Checkout extends CheckoutIdentity {
  /** Device and inode of its `.infra`, as `2049:1234`. */
  inode: string;
}

/** How the folder in which a command runs compares with its record. */
type FoundCheckout =
  /** `same`: as recorded. `elsewhere`: the recorded folder, seen at another path or from another host (bind mount, devcontainer). */
  | { kind: "same" | "elsewhere"; checkout: Checkout }
  /** The folder is no longer at `from`. */
  | { kind: "moved"; checkout: Checkout; from: string }
  /** `new`: no usable record. `copied`: the record belongs to another folder, at `from`. */
  | { kind: "new" }
  | { kind: "copied"; from: string };

/** The same after the checkout has its own record. */
export type EstablishedCheckout = FoundCheckout & { checkout: Checkout };

/**
 * The identity of this checkout, without changing anything; `undefined` where it has none yet, which is also the case for a
 * copy of another checkout.
 *
 * @param projectDir absolute, without symbolic links
 */
export async function readCheckout(projectDir: string): Promise<Checkout | undefined> {
  const { found } = await compare(projectDir);
  return "checkout" in found ? found.checkout : undefined;
}

/**
 * The same for a command that changes something: makes the record where there is none, gives a copy a new id, and
 * renews the record of a checkout that was moved.
 */
export async function establishCheckout(
  projectDir: string,
  { signal = new AbortController().signal }: { signal?: AbortSignal } = {},
): Promise<EstablishedCheckout> {
  const before = await compare(projectDir);
  if (isRecorded(before)) return before.found;
  const folder = join(projectDir, ".infra");
  await makeFolder(folder);
  // Environments of one checkout have separate locks, and must not make two records.
  const release = await acquireLock({
    directory: join(folder, "checkout.lock"),
    command: "infra, recording the checkout",
    timeoutMs: LOCK_TIMEOUT_MS,
    signal,
  });
  try {
    const comparison = await compare(projectDir);
    if (isRecorded(comparison)) return comparison.found;
    const { found } = comparison;
    const checkout = "checkout" in found ? found.checkout : await newCheckout(projectDir);
    await replaceFile(checkoutFile(projectDir), `${JSON.stringify(checkout, undefined, 2)}\n`);
    return { ...found, checkout };
  } finally {
    await release();
  }
}

const LOCK_TIMEOUT_MS = 15_000;

interface Comparison {
  found: FoundCheckout;
  /** Whether the file says so already. */
  recorded: boolean;
}

function isRecorded(comparison: Comparison): comparison is Comparison & { found: EstablishedCheckout } {
  return comparison.recorded;
}

async function compare(projectDir: string): Promise<Comparison> {
  const record = await readRecord(projectDir);
  if (record === undefined) return { found: { kind: "new" }, recorded: false };
  const here = await placeOf(projectDir);
  const sameHost = record.hostname === here.hostname;
  const sameFolder = record.inode === here.inode;
  const renewed = { ...record, ...here };
  const copied: Comparison = { found: { kind: "copied", from: record.path }, recorded: false };
  const moved: Comparison = {
    found: {
      kind: "moved",
      checkout: { ...renewed, formerPaths: [...(record.formerPaths ?? []), record.path] },
      from: record.path,
    },
    recorded: false,
  };
  const elsewhere: Comparison = { found: { kind: "elsewhere", checkout: record }, recorded: true };

  if (record.path === here.path) {
    if (sameFolder && !sameHost) return elsewhere;
    // A backup that was restored, or `.infra` moved away and back, is the same checkout; on another host it is a copy.
    return sameHost ? { found: { kind: "same", checkout: renewed }, recorded: sameFolder } : copied;
  }
  const there = await readRecordedPlace(record, here);
  if (there === "this-folder") return elsewhere;
  if (sameFolder) {
    if (!sameHost) return elsewhere;
    return there === "its-copy" ? copied : moved;
  }
  return sameHost && there === "nothing" ? moved : copied;
}

type RecordedPlace = "nothing" | "this-folder" | "its-copy" | "another-folder";

/**
 * What is at the path of the record, which is not that of the project. `its-copy`: a folder with the same record, which
 * keeps the id, because it is at the recorded path.
 */
async function readRecordedPlace(record: Checkout, here: Place): Promise<RecordedPlace> {
  try {
    const path = await realpath(record.path);
    // The moved folder was replaced by a link to its new place.
    if (path === here.path) return "nothing";
    const inode = await inodeOf(join(path, ".infra")).catch(ignoreUnreachable);
    if (inode === here.inode) return "this-folder";
    const other = inode === undefined ? undefined : await readRecord(path);
    return other?.id === record.id ? "its-copy" : "another-folder";
  } catch (error) {
    // A path without permission exists.
    return isUnreachable(error) ? "nothing" : "another-folder";
  }
}

type Place = Pick<Checkout, "path" | "inode" | "hostname">;

async function placeOf(projectDir: string): Promise<Place> {
  return { path: projectDir, inode: await inodeOf(join(projectDir, ".infra")), hostname: hostname() };
}

async function newCheckout(projectDir: string): Promise<Checkout> {
  return { id: randomUUID(), createdAt: new Date().toISOString(), ...(await placeOf(projectDir)) };
}

async function inodeOf(path: string): Promise<string> {
  const { dev, ino } = await stat(path, { bigint: true });
  return `${dev}:${ino}`;
}

function checkoutFile(projectDir: string): string {
  return join(projectDir, ".infra", "checkout.json");
}

async function readRecord(projectDir: string): Promise<Checkout | undefined> {
  const text = await readFileIfAny(checkoutFile(projectDir)).catch(ignoreUnreachable);
  return text === undefined ? undefined : parseRecord(text);
}

/** A damaged record counts as none. */
function parseRecord(text: string): Checkout | undefined {
  try {
    const record = JSON.parse(text) as Partial<Record<keyof Checkout, unknown>> | null;
    return isCheckout(record) ? record : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function isCheckout(record: Partial<Record<keyof Checkout, unknown>> | null): record is Checkout {
  if (record === null) return false;
  const { id, createdAt, path, inode, hostname: host, formerPaths = [] } = record;
  return (
    Array.isArray(formerPaths) &&
    formerPaths.every((former) => typeof former === "string") &&
    typeof id === "string" &&
    UUID.test(id) &&
    typeof createdAt === "string" &&
    !Number.isNaN(Date.parse(createdAt)) &&
    typeof path === "string" &&
    isAbsolute(path) &&
    !path.includes("\0") &&
    typeof inode === "string" &&
    typeof host === "string"
  );
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
