import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { lstat, readFile, readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { makeFolder, readFileIfAny, replaceFile } from "../../../system/files.js";
import { whyChangeableByOthers } from "../../../system/trusted-path.js";
import { firstOpenToOthers, readTree } from "../programs/program-tree.js";
import type { Hashes } from "../programs/program-hashes.js";
import type { RedisServer } from "./redis-server.js";
import { ignoreMissing } from "../../../system/missing.js";

/** A package whose files are in the entry. */
export interface PackageVersion {
  name: string;
  version: string;
}

/** What an entry holds and how to know it is unharmed. Its presence says that the entry is complete. */
export interface Manifest {
  schema: typeof SCHEMA;
  createdAt: string;
  /** The system it was fetched for, `debian-12`. */
  release: string;
  architecture: string;
  /** State of the machine's libraries when the server last answered; see `librariesFingerprint`. */
  ranWithLibraries: string | undefined;
  server: Pick<RedisServer, "version" | "flavour">;
  packages: readonly PackageVersion[];
  /** Path in the entry → SHA-256 in hex; every file of {@link PROGRAM_FOLDERS}, no other. */
  files: Readonly<Record<string, string>>;
}

export type EntryReading =
  | { state: "absent" }
  | { state: "damaged"; reason: string }
  | { state: "whole"; manifest: Manifest; program: string; env: Readonly<Record<string, string>> };

const SCHEMA = "infra.redis-cache/1";
const MANIFEST = "manifest.json";
/** `bin` holds the server (and its client where the packages have it), `lib` the libraries that the machine lacks. */
export const PROGRAM_FOLDERS = ["bin", "lib"] as const;
export const SERVER_FILE = "bin/redis-server";

/** Reads an entry and compares every file that would be run or loaded with its checksum. */
export async function readEntry(entry: string): Promise<EntryReading> {
  const present = await lstat(entry).catch(ignoreMissing);
  if (present === undefined) return { state: "absent" };
  const text = await readFileIfAny(join(entry, MANIFEST));
  if (text === undefined) return { state: "damaged", reason: `${join(entry, MANIFEST)} is missing` };
  const manifest = parseManifest(text);
  if (manifest === undefined) return { state: "damaged", reason: `${join(entry, MANIFEST)} is not readable` };
  const reason = (await whyOpenToOthers(entry)) ?? firstDifference(manifest.files, await hashPrograms(entry));
  if (reason !== undefined) return { state: "damaged", reason: `${entry}: ${reason}` };
  return { state: "whole", manifest, ...programOf(entry) };
}

/** What an entry has to hold, as far as its manifest can be read, and what it holds. */
export async function compareEntry(entry: string): Promise<{ expected?: Hashes; found: Hashes }> {
  const text = await readFile(join(entry, MANIFEST), "utf8").catch(ignoreMissing);
  const manifest = text === undefined ? undefined : parseManifest(text);
  return { ...(manifest && { expected: manifest.files }), found: await hashPrograms(entry) };
}

/** How to run the server of an entry. */
export function programOf(entry: string): { program: string; env: Readonly<Record<string, string>> } {
  return { program: join(entry, SERVER_FILE), env: { LD_LIBRARY_PATH: join(entry, "lib") } };
}

/** Hashes what lies in the entry and writes the manifest, through to the disk. Nothing may be added afterwards. */
export async function sealEntry(entry: string, facts: Omit<Manifest, "schema" | "files">): Promise<void> {
  await writeManifest(entry, { schema: SCHEMA, ...facts, files: await hashPrograms(entry) });
}

export async function writeManifest(entry: string, manifest: Manifest): Promise<void> {
  await replaceFile(join(entry, MANIFEST), `${JSON.stringify(manifest, null, 2)}\n`);
}

/**
 * Changes whenever a library is installed, upgraded or removed: the dynamic linker's own list of them is rewritten then.
 * `undefined` where there is no such list. Saves starting a program only to learn that it still starts (25 ms).
 */
export async function librariesFingerprint(): Promise<string | undefined> {
  const list = await stat("/etc/ld.so.cache").catch(ignoreMissing);
  return list && `${list.mtimeMs}-${list.size}-${list.ino}`;
}

export async function makeProgramFolders(entry: string): Promise<void> {
  await Promise.all(PROGRAM_FOLDERS.map((folder) => makeFolder(join(entry, folder))));
}

function parseManifest(text: string): Manifest | undefined {
  try {
    const value = JSON.parse(text) as Manifest;
    return value.schema === SCHEMA && typeof value.files === "object" ? value : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

async function hashPrograms(entry: string): Promise<Record<string, string>> {
  const hashes = await Promise.all(PROGRAM_FOLDERS.map((folder) => hashFolder(entry, folder)));
  return Object.fromEntries(hashes.flat());
}

async function hashFolder(entry: string, folder: string): Promise<[string, string][]> {
  const found = (await readdir(join(entry, folder), { withFileTypes: true }).catch(ignoreMissing)) ?? [];
  return Promise.all(
    found.map(async (item): Promise<[string, string]> => {
      const path = `${folder}/${item.name}`;
      if (!item.isFile()) return [path, "not a regular file"];
      const content = await readFile(join(entry, path));
      return [path, createHash("sha256").update(content).digest("hex")];
    }),
  );
}

/** Programs that match their checksums now could be changed before they run. */
async function whyOpenToOthers(entry: string): Promise<string | undefined> {
  const above = await whyChangeableByOthers(entry);
  if (above !== undefined) return above;
  const folders = PROGRAM_FOLDERS.filter((folder) => existsSync(join(entry, folder)));
  const open = firstOpenToOthers(readTree(entry, folders));
  return open && `${open} belongs to another user or is writable for other users`;
}

function firstDifference(
  expected: Readonly<Record<string, string>>,
  actual: Readonly<Record<string, string>>,
): string | undefined {
  for (const path of new Set([SERVER_FILE, ...Object.keys(expected), ...Object.keys(actual)])) {
    if (expected[path] === undefined) return `${path} is not expected there`;
    if (actual[path] === undefined) return `${path} is missing`;
    if (expected[path] !== actual[path]) return `${path} is not the file that was fetched (SHA-256 differs)`;
  }
  return undefined;
}
