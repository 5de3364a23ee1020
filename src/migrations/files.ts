import { isUtf8 } from "node:buffer";
import type { Dirent } from "node:fs";
import { readdir, readFile, realpath, stat } from "node:fs/promises";
import { join, sep } from "node:path";
import { checksumsOf, withoutBom, type Checksums } from "./checksum.js";
import { migrationNumber, NAME_RULE } from "./filename.js";
import type { MigrationFile, PlanProblem } from "./report.js";

/** A migration file with its content. */
export interface MigrationSource extends MigrationFile, Checksums {
  bytes: Buffer;
}

/** What a migrations folder holds: `sources` by number, and what is wrong with the rest. */
export interface MigrationFolder {
  path: string;
  exists: boolean;
  sources: readonly MigrationSource[];
  problems: readonly PlanProblem[];
}

/**
 * Reads a folder of migrations. Only its own `*.sql` files count: subfolders, hidden files and files of other kinds are
 * none of our business. A folder that does not exist holds no migrations.
 */
export async function readMigrationFolder(directory: string): Promise<MigrationFolder> {
  const entries = await listFolder(directory);
  if (entries === undefined) return { path: directory, exists: false, sources: [], problems: [] };
  const read = await readAll(entries.filter(isSqlEntry), directory);
  const sources = read.filter((file): file is MigrationSource => !("kind" in file));
  return {
    path: directory,
    exists: true,
    sources: sources.toSorted((a, b) => a.number - b.number || compareText(a.filename, b.filename)),
    problems: read.filter((file): file is PlanProblem => "kind" in file),
  };
}

/** The text to execute: without BOM, line ends as they are. */
export function textOf(source: MigrationSource): string {
  return withoutBom(source.bytes).toString("utf8");
}

async function listFolder(directory: string): Promise<Dirent[] | undefined> {
  try {
    const entries = await readdir(directory, { withFileTypes: true });
    return entries.toSorted((a, b) => compareText(a.name, b.name));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

function isSqlEntry(entry: Dirent): boolean {
  return (
    /\.sql$/i.test(entry.name) && !entry.name.startsWith(".") && (entry.isFile() || entry.isSymbolicLink())
  );
}

/** Reads a few at a time: thousands of open files at once meet the system's limit. */
async function readAll(entries: Dirent[], directory: string): Promise<(MigrationSource | PlanProblem)[]> {
  const results: (MigrationSource | PlanProblem | undefined)[] = [];
  for (let start = 0; start < entries.length; start += FILES_AT_ONCE) {
    const some = entries.slice(start, start + FILES_AT_ONCE);
    results.push(...(await Promise.all(some.map((entry) => readEntry(entry, directory)))));
  }
  return results.filter((result) => result !== undefined);
}

const FILES_AT_ONCE = 64;

async function readEntry(
  entry: Dirent,
  directory: string,
): Promise<MigrationSource | PlanProblem | undefined> {
  const filename = entry.name;
  const path = join(directory, filename);
  if (entry.isSymbolicLink()) {
    if (!(await staysInside(path, directory))) return outsideDirectory(filename);
    if ((await stat(path)).isDirectory()) return undefined;
  }
  const number = migrationNumber(filename);
  if (number === undefined) return badName(filename);
  const bytes = await readFile(path);
  if (!isUtf8(bytes) || bytes.includes(0)) return notText(filename);
  return { filename, number, path, bytes, ...checksumsOf(bytes) };
}

async function staysInside(link: string, directory: string): Promise<boolean> {
  try {
    return (await realpath(link)).startsWith((await realpath(directory)) + sep);
  } catch (error) {
    // A link to nothing, or in circles, leads nowhere inside either.
    const code = (error as NodeJS.ErrnoException).code;
    if (code === "ENOENT" || code === "ELOOP") return false;
    throw error;
  }
}

function badName(filename: string): PlanProblem {
  return {
    kind: "bad-name",
    filenames: [filename],
    message: `${filename} is not named like a migration`,
    hint: `Rename it to ${NAME_RULE}, or move it out of the folder.`,
  };
}

function notText(filename: string): PlanProblem {
  return {
    kind: "unreadable-text",
    filenames: [filename],
    message: `${filename} is not UTF-8 text`,
    hint: "Save it as UTF-8 (with or without BOM).",
  };
}

function outsideDirectory(filename: string): PlanProblem {
  return {
    kind: "outside-directory",
    filenames: [filename],
    message: `${filename} is a symbolic link that leaves the migrations folder`,
    hint: "Put the file itself into the folder.",
  };
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
