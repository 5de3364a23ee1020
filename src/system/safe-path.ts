import { realpathSync } from "node:fs";
import { realpath } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { ignoreMissing, isUnreachable } from "./missing.js";

/** The path with every link resolved, or as it is when it does not exist. */
export async function resolvedPath(path: string): Promise<string> {
  return (await realpath(path).catch(ignoreMissing)) ?? path;
}

/** The path with the links resolved in that part of it which exists. */
export function resolveExisting(path: string): string {
  try {
    return realpathSync.native(path);
  } catch (error) {
    if (!isUnreachable(error) || dirname(path) === path) throw error;
    return join(resolveExisting(dirname(path)), basename(path));
  }
}
