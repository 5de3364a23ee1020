import { createHash } from "node:crypto";
import { existsSync, lstatSync, readdirSync, readlinkSync, statSync, type Stats } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { isOpenToAll, isReadableByAll } from "./open-to-all.js";

/** A program and the files that it needs, as they are on disk now. */
export interface ProgramTree {
  /** Absolute. */
  root: string;
  /** Path below the root → what is there; sorted. A link that is not of {@link links} counts as the file it leads to. */
  files: ReadonlyMap<string, TreeFile>;
  /** The same of the folders. */
  folders: ReadonlyMap<string, Stats>;
  /** Links that the program's package lists: path below the root → target, relative to the link's folder. */
  links: ReadonlyMap<string, string>;
}

export interface TreeFile {
  /** Absolute; it may be outside of the root. */
  path: string;
  stats: Stats;
  /** The path is a link; `stats` are of what it leads to. */
  isLink: boolean;
}

/** Reads what is in the folders `parts` of a tree. Changes nothing, opens nothing. */
export function readTree(
  root: string,
  parts: readonly string[],
  links: ReadonlyMap<string, string> = new Map(),
): ProgramTree {
  const tree: GrowingTree = { root, files: new Map(), folders: new Map(), links };
  for (const part of parts) addFolder(tree, part);
  return tree;
}

interface GrowingTree extends ProgramTree {
  files: Map<string, TreeFile>;
  folders: Map<string, Stats>;
}

function addFolder(tree: GrowingTree, folder: string): void {
  const items = readdirSync(join(tree.root, folder), { withFileTypes: true });
  tree.folders.set(folder, statSync(join(tree.root, folder)));
  for (const item of items.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const name = `${folder}/${item.name}`;
    if (item.isDirectory()) addFolder(tree, name);
    else if (!tree.links.has(name)) tree.files.set(name, readTreeFile(join(tree.root, name)));
  }
}

/** Of a link that leads nowhere the link itself is what is there. */
export function readTreeFile(path: string): TreeFile {
  const found = lstatSync(path);
  if (!found.isSymbolicLink()) return { path, stats: found, isLink: false };
  return { path, stats: existsSync(path) ? statSync(path) : found, isLink: true };
}

/**
 * Names every file's size, times and place on the disk, its owner and its mode: the same text means the same content, as
 * only root can set these times. Reading all the content takes twenty times as long.
 */
export function fingerprint({ files, folders, links, root }: ProgramTree): string {
  const hash = createHash("sha256");
  for (const [name, { stats: s }] of files)
    hash.update(`${name}\0${[s.ino, s.size, s.mtimeMs, s.ctimeMs, s.uid, s.mode].join()}\n`);
  for (const [name, { uid, mode }] of folders) hash.update(`${name}\0${uid}\0${mode}\n`);
  for (const [name, target] of links) hash.update(`${name}\0${target}\0${targetOf(join(root, name))}\n`);
  return hash.digest("hex");
}

/** Path below the root → SHA-256 of the content, in hex. Reads every file. */
export async function hashFiles(tree: ProgramTree): Promise<Record<string, string>> {
  const hashes: Record<string, string> = {};
  await eachFile(tree, async (name, { path, stats }) => {
    // Without this flag, opening a pipe would wait for its other end.
    hashes[name] = stats.isFile() ? await hashFile(path) : "not a file";
  });
  return hashes;
}

/** Several at a time: most files are so small that waiting for the disk takes longest. */
export async function eachFile(
  { files }: ProgramTree,
  work: (name: string, file: TreeFile) => Promise<void>,
): Promise<void> {
  const rest = files.entries();
  const worker = async () => {
    for (const [name, file] of rest) await work(name, file);
  };
  await Promise.all(Array.from({ length: 8 }, worker));
}

export async function hashFile(path: string, algorithm: "sha256" | "md5" = "sha256"): Promise<string> {
  return createHash(algorithm)
    .update(await readFile(path))
    .digest("hex");
}

/** Whether the tree can be used by any user at the place where it is. */
export function isTreeOpenToAll(tree: ProgramTree): boolean {
  return (
    isOpenToAll(tree.root) &&
    [...tree.folders.values()].every(isReadableByAll) &&
    [...tree.files.values()].every(({ stats }) => isReadableByAll(stats)) &&
    missingLinks(tree).length === 0
  );
}

/** Links of the package's list that are not there, or lead elsewhere. */
export function missingLinks({
  root,
  links,
}: Pick<ProgramTree, "root" | "links">): { name: string; target: string }[] {
  return [...links]
    .map(([name, target]) => ({ name, target }))
    .filter(({ name, target }) => {
      const found = targetOf(join(root, name));
      // Some package managers put a copy in place of a link.
      return (
        found !== target &&
        !(found === "file" && haveSameSize(join(root, name), join(root, name, "..", target)))
      );
    });
}

function haveSameSize(path: string, other: string): boolean {
  return lstatSync(path).size === statSync(other, { throwIfNoEntry: false })?.size;
}

function targetOf(path: string): string | undefined {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found === undefined) return undefined;
  return found.isSymbolicLink() ? readlinkSync(path) : "file";
}

/** A file or folder that others can write to, or that belongs to another user: path below the root. */
export function firstOpenToOthers({ files, folders }: ProgramTree): string | undefined {
  const self = process.geteuid?.();
  const all = [...folders, ...[...files].map(([name, { stats }]) => [name, stats] as const)];
  return all.find(([, { uid, mode }]) => (self !== undefined && uid !== self) || (mode & 0o022) !== 0)?.[0];
}
