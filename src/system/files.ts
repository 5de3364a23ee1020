import { constants, type Stats } from "node:fs";
import { lstat, mkdir, mkdtemp, open, readdir, rename, rm, type FileHandle } from "node:fs/promises";
import { dirname, join } from "node:path";
import { atomicWrite, writerOf } from "./atomic-write.js";
import { createFile } from "./create-file.js";
import { ignoreMissing, ignoreUnreachable } from "./missing.js";
import { linkError, requireNoLinkAbove } from "./no-link.js";
import { wrongKind } from "./path-error.js";
import { identify } from "./process-identity.js";

/**
 * The files of infra: below `.infra/` of a checkout, in the cache and in the folder of the machine. A checkout may come
 * from an untrusted source, so each of these functions checks at each use that no symbolic link is followed, and that
 * it opens a regular file. Paths are absolute, and resolved (`realpath`) where they were derived: every link that is
 * found on the way was put there by another program.
 *
 * All of them throw InfraError FOREIGN_OBJECT for a symbolic link and USAGE for a folder, a pipe or a device in place of a file.
 */

/** Text of a file, or `undefined` when there is none. */
export async function readFileIfAny(path: string): Promise<string | undefined> {
  return (await readBytesIfAny(path))?.toString("utf8");
}

/** The same without decoding. */
export async function readBytesIfAny(path: string): Promise<Buffer | undefined> {
  const file = await openIfAny(path);
  if (file === undefined) return undefined;
  try {
    return await file.readFile();
  } finally {
    await file.close();
  }
}

/** Opens a file for reading; `undefined` when there is none. The handle is the caller's to close. */
export async function openIfAny(path: string): Promise<FileHandle | undefined> {
  return openRegular(path, constants.O_RDONLY).catch(ignoreMissing);
}

/** Opens a folder; `undefined` when there is none. The handle is the caller's to close. */
export async function openFolderIfAny(path: string): Promise<FileHandle | undefined> {
  await requireNoLinkAbove(path);
  const flags = constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW;
  return open(path, flags).catch(ignoreUnreachable);
}

/** Opens a file for appending; it is made, for its owner only, when there is none. The handle is the caller's to close. */
export async function openForAppend(path: string): Promise<FileHandle> {
  return openRegular(path, constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT);
}

export async function appendToFile(path: string, text: string): Promise<void> {
  const file = await openForAppend(path);
  try {
    await file.writeFile(text);
  } finally {
    await file.close();
  }
}

/** Replaces a file or makes it; see {@link atomicWrite}. */
export async function replaceFile(
  path: string,
  content: string | Uint8Array,
  options: { mode?: number; durable?: boolean } = {},
): Promise<void> {
  await requireNoLinkAbove(path);
  await requireReplaceable(path);
  await atomicWrite(path, content, options);
}

/** Writes a file that is not there yet, for its owner only. Throws an error with code `EEXIST` when something is there. */
export async function writeNewFile(path: string, content: string | Uint8Array): Promise<void> {
  await requireNoLinkAbove(path);
  const file = await open(path, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, 0o600);
  try {
    await file.writeFile(content);
  } catch (error) {
    // On a full disk a file can be made and not filled.
    await rm(path, { force: true });
    throw error;
  } finally {
    await file.close();
  }
}

/** Makes a file that is not there yet, for its owner only, with its complete content or not at all. Returns whether it was made. */
export async function createFileIfMissing(path: string, content: string): Promise<boolean> {
  await requireNoLinkAbove(path);
  return createFile(path, content, { mode: 0o600 });
}

/** Removes a file, or a link itself; does nothing when there is none. Returns whether there was one. */
export async function removeFile(path: string): Promise<boolean> {
  await requireNoLinkAbove(path);
  const found = await lstat(path).catch(ignoreMissing);
  if (found === undefined) return false;
  if (found.isDirectory()) throw wrongKind(path, "a folder", "a file");
  await rm(path, { force: true });
  return true;
}

/** Removes a folder with all that is in it; of a link, there or below, only the link. Does nothing when there is none. */
export async function removeTree(path: string): Promise<void> {
  await requireNoLinkAbove(path);
  await rm(path, { recursive: true, force: true });
}

/** Removes what writers that were killed left in a folder, which need not exist. */
export async function sweepTemporaryFiles(folder: string): Promise<void> {
  for (const name of await listFolder(folder)) {
    const pid = writerOf(name);
    if (pid !== undefined && (await identify(pid)) === undefined) await removeFile(join(folder, name));
  }
}

/** Renames a file or folder; replaces a file that has the new name. */
export async function move(from: string, to: string): Promise<void> {
  await requireNoLinkAbove(from);
  await requireNoLinkAbove(to);
  await rename(from, to);
}

/** Makes a folder, and those above it that are missing. One that is there keeps its mode. */
export async function makeFolder(path: string, mode = 0o700): Promise<void> {
  await requireNoLinkAbove(path);
  // A file on the way is found when its turn comes.
  const found = await lstat(path).catch(ignoreUnreachable);
  if (found?.isDirectory()) return;
  if (found !== undefined)
    throw found.isSymbolicLink() ? linkError(path) : wrongKind(path, "not a folder", "a folder");
  // One by one: of a read-only disk, Node's `recursive` says that the folder does not exist.
  if (dirname(path) !== path) await makeFolder(dirname(path), mode);
  await mkdir(path, { mode }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "EEXIST") throw error;
  });
}

/** Makes a folder whose name nothing else has: `prefix` and some letters. */
export async function makeUniqueFolder(prefix: string): Promise<string> {
  await requireNoLinkAbove(prefix);
  return mkdtemp(prefix);
}

/** Names in a folder; none when there is no folder. */
export async function listFolder(path: string): Promise<string[]> {
  await requireNoLinkAbove(join(path, "any"));
  return (await readdir(path).catch(ignoreMissing)) ?? [];
}

/**
 * For folders that a server writes into by its own means: refuses links, pipes and devices in it.
 *
 * @param options.folders whether the folder may hold other folders
 */
export async function requirePlainFiles(
  folder: string,
  { folders = false, except = [] as readonly string[] } = {},
): Promise<void> {
  for (const name of await listFolder(folder)) {
    const path = join(folder, name);
    const found = except.includes(name) ? undefined : await readStats(path);
    if (found === undefined || found.isFile() || (folders && found.isDirectory())) continue;
    if (found.isSymbolicLink()) throw linkError(path);
    throw wrongKind(path, found.isDirectory() ? "a folder" : "not a regular file", "a file");
  }
}

/** `lstat` of a path; `undefined` when it does not exist. */
export async function readStats(path: string): Promise<Stats | undefined> {
  await requireNoLinkAbove(path);
  return lstat(path).catch(ignoreUnreachable);
}

async function openRegular(path: string, flags: number): Promise<FileHandle> {
  await requireNoLinkAbove(path);
  // Without this flag, opening a pipe would wait for its other end.
  const guarded = flags | constants.O_NOFOLLOW | constants.O_NONBLOCK;
  const file = await open(path, guarded, 0o600).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ELOOP") throw linkError(path);
    if (error.code === "EISDIR") throw wrongKind(path, "a folder", "a file");
    // A pipe without a reader, or a socket.
    if (error.code === "ENXIO") throw wrongKind(path, "not a regular file", "a file");
    throw error;
  });
  try {
    const found = await file.stat();
    if (found.isDirectory()) throw wrongKind(path, "a folder", "a file");
    if (!found.isFile()) throw wrongKind(path, "not a regular file", "a file");
    return file;
  } catch (error) {
    await file.close();
    throw error;
  }
}

async function requireReplaceable(path: string): Promise<void> {
  const found = await lstat(path).catch(ignoreMissing);
  if (found?.isSymbolicLink()) throw linkError(path);
  if (found?.isDirectory()) throw wrongKind(path, "a folder", "a file");
}
