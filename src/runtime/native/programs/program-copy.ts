import { createHash } from "node:crypto";
import { constants } from "node:fs";
import { chmod, copyFile, mkdir, readFile, rename, symlink, utimes } from "node:fs/promises";
import { basename, join } from "node:path";
import { InfraError } from "../../../errors/infra-error.js";
import { readStats, makeFolder, readFileIfAny, replaceFile } from "../../../system/files.js";
import { parseJson } from "../../../system/parse-json.js";
import { whyChangeableByOthers } from "../../../system/trusted-path.js";
import { makeTemporaryFolder } from "../../../system/temporary-folder.js";
import {
  eachFile,
  fingerprint,
  firstOpenToOthers,
  hashFiles,
  missingLinks,
  readTree,
  type ProgramTree,
} from "./program-tree.js";
import { noteFile, readNote, writeNote } from "./source-notes.js";
import { FILLING_PREFIX, sweepCopies } from "./sweep-copies.js";
import { ignoreMissing, ignoreUnreachable } from "../../../system/missing.js";

export interface CopyRequest {
  tree: ProgramTree;
  /** Folder of all copies, resolved: `/var/lib/infra/programs`. */
  store: string;
  /** Begins the name of the copy: `postgres-18.4.0-beta.17`. */
  name: string;
}

/** Written last: its presence says that the copy is complete. */
interface Manifest {
  schema: typeof SCHEMA;
  createdAt: string;
  /** Path below the copy → SHA-256 in hex. */
  files: Readonly<Record<string, string>>;
  links: Readonly<Record<string, string>>;
  /** State of the files when their content was last compared with {@link Manifest.files}; see `stateOf`. */
  checked: string;
}

const SCHEMA = "infra.program-copy/1";
const MANIFEST = "manifest.json";

/**
 * The folder of a copy of the program: owned by this user, readable for all, changeable by no one else. An existing copy of
 * the same content is used; one that was damaged is replaced. Any number of processes may ask at the same time, and one that
 * is killed leaves a folder that the next one removes.
 */
export async function copyOf(request: CopyRequest): Promise<string> {
  const { tree, store } = request;
  await prepareStore(store);
  const state = fingerprint(tree);
  const note = await readNote(noteFile(store, tree.root));
  const known = note?.fingerprint === state ? join(store, basename(note.copy)) : undefined;
  if (known !== undefined && (await isWhole(known))) {
    await touch(known);
    return known;
  }
  await sweepCopies(store);
  const copy = await makeCopy(request);
  await writeNote(store, { source: tree.root, fingerprint: state, copy: basename(copy) });
  return copy;
}

/** Whether a copy can be run: no one else could or did change it. */
export async function isWhole(copy: string): Promise<boolean> {
  if ((await readStats(copy)) === undefined || (await whyChangeableByOthers(copy)) !== undefined)
    return false;
  const manifest = parseJson(await readFileIfAny(join(copy, MANIFEST))) as Manifest | undefined;
  if (manifest?.schema !== SCHEMA) return false;
  const tree = readCopy(copy, manifest);
  if (tree === undefined) return false;
  const state = await stateOf(tree);
  if (state === manifest.checked) return true;
  // A restored backup, a restart of the machine (which may have lost the end of a file), or damage.
  if (!isClosed(tree)) return false;
  const { files, links } = manifest;
  if (contentKey(await hashFiles(tree), links) !== contentKey(files, links)) return false;
  await writeManifest(copy, { ...manifest, checked: state });
  return true;
}

async function prepareStore(store: string): Promise<void> {
  await makeFolder(store, 0o755);
  const reason = await whyChangeableByOthers(store);
  if (reason !== undefined) {
    throw new InfraError("FOREIGN_OBJECT", `Programs cannot be stored in ${store}: ${reason}`, {
      hint: `Make the folder and the folders above it writable for their owner only: ls -ld ${store}`,
    });
  }
  // The umask may have taken bits away.
  await chmod(store, 0o755);
}

async function makeCopy({ tree, store, name }: CopyRequest): Promise<string> {
  await using temporary = await makeTemporaryFolder(store, FILLING_PREFIX);
  const filled = join(temporary.path, "copy");
  await copyTree(tree, filled);
  const links = Object.fromEntries(tree.links);
  const copied = readCopy(filled, { files: Object.fromEntries(tree.files), links });
  if (copied === undefined) throw new Error(`the copy of ${tree.root} was removed while it was made`);
  const files = await hashFiles(copied);
  await writeManifest(filled, {
    schema: SCHEMA,
    createdAt: new Date().toISOString(),
    files,
    links,
    checked: await stateOf(copied),
  });
  const place = join(store, `${name}-${contentKey(files, links).slice(0, 16)}`);
  await moveIntoPlace(filled, place, join(temporary.path, "replaced"));
  return place;
}

async function copyTree(tree: ProgramTree, to: string): Promise<void> {
  await makeOpenFolder(to);
  for (const folder of tree.folders.keys()) await makeOpenFolder(join(to, folder));
  await eachFile(tree, async (name, { path, stats }) => {
    if (!stats.isFile()) throw notCopied(path);
    // Shares the blocks where the file system can.
    await copyFile(path, join(to, name), constants.COPYFILE_FICLONE);
    await chmod(join(to, name), (stats.mode & 0o100) === 0 ? 0o644 : 0o755);
  });
  for (const [name, target] of tree.links) await symlink(target, join(to, name));
}

function notCopied(path: string): InfraError {
  return new InfraError("IMAGE_UNAVAILABLE", `${path} is not a file, so the program cannot be copied`, {
    hint: "Install the packages again: npm ci",
  });
}

async function makeOpenFolder(path: string): Promise<void> {
  await mkdir(path);
  await chmod(path, 0o755);
}

/** Two at once: the second finds the copy of the first. A damaged one is moved away, to be removed. */
async function moveIntoPlace(filled: string, place: string, aside: string): Promise<void> {
  for (;;) {
    try {
      return await rename(filled, place);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code !== "ENOTEMPTY" && code !== "EEXIST" && code !== "ENOTDIR") throw error;
    }
    if (await isWhole(place)) return await touch(place);
    await rename(place, aside).catch(ignoreMissing);
  }
}

function readCopy(
  copy: string,
  { files, links }: { files: Readonly<Record<string, unknown>>; links: Readonly<Record<string, string>> },
): ProgramTree | undefined {
  try {
    const parts = new Set(Object.keys(files).map((name) => name.split("/")[0] ?? ""));
    return readTree(copy, [...parts], new Map(Object.entries(links)));
  } catch (error) {
    return ignoreUnreachable(error);
  }
}

/** What a fingerprint that fits has proven before. */
function isClosed(tree: ProgramTree): boolean {
  return (
    firstOpenToOthers(tree) === undefined &&
    ![...tree.files.values()].some(({ isLink }) => isLink) &&
    missingLinks(tree).length === 0
  );
}

/** The files' state in this run of the machine: a power cut may lose content that was never written to the disk. */
async function stateOf(tree: ProgramTree): Promise<string> {
  const boot = await readFile("/proc/sys/kernel/random/boot_id", "utf8").catch(ignoreMissing);
  return `${boot?.trim() ?? ""} ${fingerprint(tree)}`;
}

function contentKey(
  files: Readonly<Record<string, string>>,
  links: Readonly<Record<string, string>>,
): string {
  const sorted = [files, links].map((record) =>
    Object.entries(record).toSorted(([a], [b]) => (a < b ? -1 : 1)),
  );
  return createHash("sha256").update(JSON.stringify(sorted)).digest("hex");
}

/** Says when a copy was last used. */
async function touch(copy: string): Promise<void> {
  const now = new Date();
  await utimes(copy, now, now);
}

async function writeManifest(copy: string, manifest: Manifest): Promise<void> {
  await replaceFile(join(copy, MANIFEST), `${JSON.stringify(manifest)}\n`, { mode: 0o644 });
}
