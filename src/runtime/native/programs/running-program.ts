import { readFile } from "node:fs/promises";
import { relative } from "node:path";
import type { Hashes } from "./program-hashes.js";
import { hashFile } from "./program-tree.js";

export interface RunningProgram {
  pid: number;
  /** Folder of its files: changes are reported by their path below it. */
  root: string;
  /** Path of the program below the root. */
  program: string;
  algorithm?: "sha256" | "md5";
}

/**
 * What a process really runs, where that can differ from the files on disk: the program by the kernel's own handle of it, and
 * the libraries that were replaced or removed since it loaded them. Empty where the system does not report them (macOS).
 */
export async function readRunning({ pid, root, program, algorithm }: RunningProgram): Promise<Hashes> {
  if (process.platform !== "linux") return {};
  try {
    const replaced = replacedPaths(await readFile(`/proc/${pid}/maps`, "utf8"))
      .filter((path) => path.startsWith(`${root}/`))
      .map((path) => [relative(root, path), "not the file that the server loaded: it was replaced"]);
    return { ...Object.fromEntries(replaced), [program]: await hashFile(`/proc/${pid}/exe`, algorithm) };
  } catch (error) {
    const { code = "" } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ESRCH") return {}; // it ended meanwhile
    if (code === "EACCES" || code === "EPERM") return { [program]: "not readable for this user" };
    throw error;
  }
}

/** The kernel marks a file that its name no longer leads to. Only what can be run counts. */
function replacedPaths(maps: string): string[] {
  return [...maps.matchAll(/^\S+ ..x. \S+ \S+ \d+ +(\/.*) \(deleted\)$/gm)].map(([, path = ""]) => path);
}
