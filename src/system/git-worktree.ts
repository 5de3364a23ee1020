import { realpath } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { readStats, readFileIfAny } from "./files.js";
import { gitRootOf } from "./git-root.js";

/** A linked working tree of git (`git worktree add`) and the main one of its repository. Absolute paths without links. */
export interface LinkedWorktree {
  root: string;
  main: string;
}

/**
 * The linked working tree that a folder is in. `undefined` for all other folders, and where the main working tree is not known:
 * bare repositories, a `.git` that cannot be reached from here, an administrative folder that belongs to another path (a
 * copied or moved working tree). Reads git's files; git itself may refuse to work here, and need not be installed.
 *
 * @param folder absolute, without symbolic links
 */
export async function linkedWorktree(folder: string): Promise<LinkedWorktree | undefined> {
  const root = gitRootOf(folder);
  if (root === undefined || !(await readStats(join(root, ".git")))?.isFile()) return undefined;
  try {
    const pointer = await readFileIfAny(join(root, ".git"));
    const admin = await followed(root, /^gitdir: (.+)/.exec(pointer ?? "")?.[1]);
    if (admin === undefined) return undefined;
    const common = await followed(admin, await readFileIfAny(join(admin, "commondir")));
    // Each has to name the other: a `.git` file in a download must not lead to a foreign repository.
    const back = await followed(admin, await readFileIfAny(join(admin, "gitdir")));
    const isLinked = common !== undefined && dirname(admin) === join(common, "worktrees");
    if (!isLinked || back !== join(root, ".git") || basename(common) !== ".git") return undefined;
    return { root, main: dirname(common) };
  } catch (error) {
    if (!UNREACHABLE.has((error as NodeJS.ErrnoException).code ?? "")) throw error;
    return undefined;
  }
}

/** In a container the repository may not be there, or belong to another user. */
const UNREACHABLE = new Set(["ENOENT", "ENOTDIR", "EACCES", "EPERM", "ELOOP"]);

async function followed(base: string, text: string | undefined): Promise<string | undefined> {
  return text === undefined ? undefined : realpath(resolve(base, text.trim()));
}
