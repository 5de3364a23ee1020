import { closeSync, constants, fstatSync, openSync, readFileSync, type Stats } from "node:fs";
import { wrongKind } from "./path-error.js";

/**
 * Reads a file that the user keeps: configuration, migrations, digests. Symbolic links are followed; whether they may lead there
 * is for the caller to say. Never waits: a pipe, a socket or a device is refused at once, also one that took the file's place
 * a moment ago.
 *
 * @throws InfraError USAGE for what is no regular file, the error of the file system for one that cannot be read
 */
export function readRegularFile(path: string, { maxBytes = Infinity } = {}): Buffer {
  const file = openWithoutWaiting(path);
  try {
    const found = fstatSync(file);
    const kind = specialKind(found);
    if (kind !== undefined) throw wrongKind(path, kind, "a file");
    if (found.size > maxBytes) throw new Error(`it is larger than ${maxBytes / 1024 / 1024} MB`);
    return readFileSync(file);
  } finally {
    closeSync(file);
  }
}

/** What it is, if it is not a regular file. */
export function specialKind(found: Stats): string | undefined {
  if (found.isFile()) return undefined;
  if (found.isDirectory()) return "a folder";
  if (found.isFIFO()) return "a named pipe";
  return found.isSocket() ? "a socket" : "a device";
}

function openWithoutWaiting(path: string): number {
  try {
    return openSync(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENXIO")
      throw wrongKind(path, "a socket", "a file", error as Error);
    throw error;
  }
}
