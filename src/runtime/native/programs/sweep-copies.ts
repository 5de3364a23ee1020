import { readdirSync, readlinkSync } from "node:fs";
import { lstat } from "node:fs/promises";
import { join } from "node:path";
import { listFolder, readStats, move, removeFile } from "../../../system/files.js";
import { makeTemporaryFolder, sweepTemporaryFolders } from "../../../system/temporary-folder.js";
import { NOTE_NAME, readNote } from "./source-notes.js";
import { ignoreMissing, isUnreachable } from "../../../system/missing.js";

export const FILLING_PREFIX = "filling-";
const DAY_MS = 24 * 3600_000;
const UNUSED_MS = 30 * DAY_MS;
const COPY = /^(postgres|redis|valkey)-.+-[0-9a-f]{16}$/;

/**
 * Removes copies that were not used for 30 days, and those whose source is gone and that were not used today. One that a
 * process runs from stays. Where processes cannot be seen (macOS), all stay.
 */
export async function sweepCopies(store: string): Promise<void> {
  await sweepTemporaryFolders(store, FILLING_PREFIX);
  const running = runningPrograms();
  if (running === undefined) return;
  const names = await listFolder(store);
  const wanted = await copiesWithSource(store, names);
  for (const name of names.filter((item) => COPY.test(item))) {
    const copy = join(store, name);
    const lastUse = (await readStats(copy))?.mtimeMs ?? Infinity;
    const keptMs = wanted.has(name) ? UNUSED_MS : DAY_MS;
    if (Date.now() - lastUse < keptMs || running.some((path) => path.startsWith(`${copy}/`))) continue;
    // Moved first: a removal that is cut short leaves nothing under the name of a copy.
    await using temporary = await makeTemporaryFolder(store, FILLING_PREFIX);
    await move(copy, join(temporary.path, "removed")).catch(ignoreMissing);
  }
}

async function copiesWithSource(store: string, names: readonly string[]): Promise<Set<string>> {
  const copies = new Set<string>();
  for (const name of names.filter((item) => NOTE_NAME.test(item))) {
    const note = await readNote(join(store, name));
    const isThere = note !== undefined && (await exists(note.source));
    if (isThere) copies.add(note.copy);
    else await removeFile(join(store, name));
  }
  return copies;
}

/** Paths of the programs that run, as far as they can be seen; `undefined` where they can't. */
function runningPrograms(): string[] | undefined {
  if (process.platform !== "linux") return undefined;
  const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  return pids.flatMap((pid) => {
    try {
      return [readlinkSync(`/proc/${pid}/exe`)];
    } catch {
      return []; // ended meanwhile, or another user's, who cannot be served from this store
    }
  });
}

async function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    (error: unknown) => !isUnreachable(error),
  );
}
