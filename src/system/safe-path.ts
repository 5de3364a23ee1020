import { realpathSync } from "node:fs";
import { realpath } from "node:fs/promises";
import { basename, dirname, join } from "node:path";

/** The path with every link resolved, or as it is when it does not exist. */
export async function resolvedPath(path: string): Promise<string> {
  return realpath(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return path;
    throw error;
  });
}

/** The path with the links resolved in that part of it which exists. */
export function resolveExisting(path: string): string {
  try {
    return realpathSync.native(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if ((code !== "ENOENT" && code !== "ENOTDIR" && code !== "ELOOP") || dirname(path) === path) throw error;
    return join(resolveExisting(dirname(path)), basename(path));
  }
}
