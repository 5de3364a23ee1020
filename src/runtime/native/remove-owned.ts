import { rmdir } from "node:fs/promises";
import { join } from "node:path";
import { listFolder, readStats, removeFile, removeTree } from "../../system/files.js";
import { findSystemProgram, runSystemProgram } from "./system-program.js";

/**
 * Removes a folder with all that is in it. What belongs to another user is removed with that user's rights alone: while root
 * walks through a folder, its owner could put a link in place of what root is about to enter.
 */
export async function removeOwned(path: string): Promise<void> {
  if (process.getuid?.() !== 0) return removeTree(path);
  const found = await readStats(path);
  if (found === undefined) return;
  if (!found.isDirectory()) {
    await removeFile(path);
    return;
  }
  await emptyOwned(path);
  await rmdir(path);
}

/** Removes all that is in a folder, in the same way. */
export async function emptyOwned(folder: string): Promise<void> {
  const names = await listFolder(folder);
  const owner = process.getuid?.() === 0 ? ((await readStats(folder))?.uid ?? 0) : 0;
  if (owner !== 0 && names.length > 0) return emptyAs(owner, folder);
  for (const name of names) await removeOwned(join(folder, name));
}

async function emptyAs(uid: number, folder: string): Promise<void> {
  const setpriv = await findSystemProgram("setpriv");
  // Without it no server of root was ever started here.
  if (setpriv === undefined) return removeTree(folder);
  const asOwner = (...argv: string[]) =>
    runSystemProgram([
      setpriv,
      `--reuid=${uid}`,
      `--regid=${uid}`,
      "--clear-groups",
      "--inh-caps=-all",
      ...argv,
    ]);
  const empty = () => asOwner("find", folder, "-mindepth", "1", "-delete");
  await empty().catch(async () => {
    // Folders that the owner closed to itself.
    await asOwner("chmod", "-R", "u+rwx", folder);
    await empty();
  });
}
