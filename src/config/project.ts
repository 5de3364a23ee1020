import { existsSync, lstatSync, readdirSync, realpathSync, statSync } from "node:fs";
import { basename, dirname, isAbsolute, join, relative, sep } from "node:path";
import { InfraError } from "../errors/infra-error.js";
import { gitRootOf } from "../system/git-root.js";
import { readRegularFile, specialKind } from "../system/regular-file.js";
import { FileProblem } from "./file-problem.js";
import { foreignOwner } from "./owners.js";
import { resolveExisting } from "../system/safe-path.js";
import { isMissing } from "../system/missing.js";

/** The project folder as it was found. */
export interface Project {
  /** Absolute, without symbolic links. */
  directory: string;
  /** Number of its inode, as text: it can be larger than a number can be exactly. */
  inode: string;
  /** Names of what lies directly in it. */
  entries: ReadonlySet<string>;
  path(name: string): string;
}

/** @throws InfraError USAGE when the folder does not exist, is no folder or cannot be read. */
export function openProject(projectDir: string): Project {
  try {
    const directory = realpathSync.native(projectDir);
    const found = statSync(directory, { bigint: true });
    if (!found.isDirectory()) {
      throw new InfraError("USAGE", `${projectDir} is not a folder`, {
        hint: "Give the project folder with -C",
      });
    }
    requireOwnState(directory);
    return {
      directory,
      inode: String(found.ino),
      entries: new Set(readdirSync(directory)),
      path: (name) => join(directory, name),
    };
  } catch (cause) {
    if (cause instanceof InfraError) throw cause;
    const missing = isMissing(cause);
    throw new InfraError(
      "USAGE",
      `Project folder ${projectDir} ${missing ? "does not exist" : "cannot be read"}`,
      { hint: "Give the project folder with -C", cause },
    );
  }
}

/** In a folder such as /tmp another user may have made `.infra`, with records of programs to run. */
function requireOwnState(directory: string): void {
  const path = join(directory, ".infra");
  const owner = foreignOwner(path, { orOwnerOf: directory });
  if (owner === undefined) return;
  throw new InfraError("FOREIGN_OBJECT", `${path} belongs to another user (uid ${owner})`, {
    hint: "Work in another folder, or remove it if you know where it comes from",
  });
}

/**
 * The content of a file directly in the project.
 *
 * @throws FileProblem for what must not be read, the error of the file system for what cannot be read
 */
export function readProjectFile(project: Project, name: string): Buffer {
  requireReadable(project, name);
  return readRegularFile(project.path(name), { maxBytes: MAX_FILE_BYTES });
}

/** Files of a few kilobytes. A much larger file is not a file of this kind, and would have to be held in memory. */
const MAX_FILE_BYTES = 2 * 1024 * 1024;

/** @throws FileProblem when a file directly in the project must not be read */
export function requireReadable(project: Project, name: string): void {
  const path = project.path(name);
  if (leadsOut(project, path))
    throw new FileProblem("is a symbolic link to a file outside the checkout or to a missing file");
  const owner = foreignOwner(path, { orOwnerOf: project.directory });
  if (owner !== undefined)
    throw new FileProblem(`belongs to another user (uid ${owner}); remove it, or take it over with chown`);
  const found = statSync(path);
  const kind = specialKind(found);
  if (kind !== undefined) throw new FileProblem(`is ${kind}, not a file`);
  if (found.size > MAX_FILE_BYTES) throw new FileProblem(`is larger than ${MAX_FILE_BYTES / 1024 / 1024} MB`);
}

/** Whether `path` lies in `directory` or is it, going by names alone. */
export function liesIn(directory: string, path: string): boolean {
  const below = relative(directory, path);
  return below !== ".." && !below.startsWith(`..${sep}`) && !isAbsolute(below);
}

/**
 * Whether symbolic links on the way to `path` lead out of the checkout: the git working tree the project lies in, or the
 * project itself. What does not exist yet is judged by the folder it would be made in.
 */
export function leadsOut(project: Project, path: string): boolean {
  const existing = nearestExisting(path);
  const real = isDangling(existing) ? undefined : realpathSync.native(existing);
  if (real !== undefined && liesIn(project.directory, real)) return false;
  return real === undefined || !liesIn(checkoutOf(project.directory), real);
}

/**
 * The path of a file with the links above it resolved as long as they stay in the checkout. One that leads out (it was put
 * there after the configuration was checked) is left for the functions of `system/files.ts` to refuse.
 */
export function pathInCheckout(projectDir: string, path: string): string {
  const folder = resolveExisting(dirname(path));
  return liesIn(checkoutOf(projectDir), folder) ? join(folder, basename(path)) : path;
}

function nearestExisting(path: string): string {
  if (lstatSync(path, { throwIfNoEntry: false }) !== undefined || dirname(path) === path) return path;
  return nearestExisting(dirname(path));
}

/** A broken link may later point anywhere. */
function isDangling(path: string): boolean {
  return !existsSync(path);
}

function checkoutOf(directory: string): string {
  return gitRootOf(directory) ?? directory;
}
