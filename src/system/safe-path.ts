import { lstat, mkdir, realpath } from "node:fs/promises";
import { isAbsolute, join, relative, sep } from "node:path";
import { InfraError } from "../errors/infra-error.js";
import { quoteForShell } from "./shell-quote.js";

/**
 * Makes a folder below `root`, refusing to pass through a symbolic link on the way: a checkout may come from anywhere,
 * and a link in it must not lead what we write or delete to another place.
 */
export async function ensureFolderInside(root: string, path: string, mode = 0o700): Promise<void> {
  await refuseSymlinksBetween(root, path);
  // One by one: of a read-only disk, Node's `recursive` says that the folder does not exist.
  let current = root;
  for (const part of relative(root, path).split(sep)) {
    current = join(current, part);
    await mkdir(current, { mode }).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "EEXIST") throw error;
    });
  }
}

/** @throws InfraError FOREIGN_OBJECT when a component of `path` below `root` is a symbolic link. */
export async function refuseSymlinksBetween(root: string, path: string): Promise<void> {
  const below = relative(root, path);
  if (below.startsWith("..") || isAbsolute(below)) throw new Error(`${path} does not lie in ${root}`);
  let current = root;
  for (const part of below.split(sep)) {
    current = join(current, part);
    const found = await lstat(current).catch((error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") return undefined;
      throw error;
    });
    if (found === undefined) return;
    if (found.isSymbolicLink()) {
      throw new InfraError("FOREIGN_OBJECT", `${current} is a symbolic link; infra does not follow it`, {
        hint: `Remove the link (rm ${quoteForShell(current)}) and run the command again`,
      });
    }
  }
}

/** The path with every link resolved, or as it is when it does not exist. */
export async function resolvedPath(path: string): Promise<string> {
  return realpath(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return path;
    throw error;
  });
}
