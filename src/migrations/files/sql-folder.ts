import { isUtf8 } from "node:buffer";
import type { Dirent } from "node:fs";
import { readdir, realpath, stat } from "node:fs/promises";
import { join, sep } from "node:path";
import { setImmediate } from "node:timers/promises";
import { InfraError } from "../../errors/infra-error.js";
import { messageOf } from "../../errors/message.js";
import { readRegularFile } from "../../system/regular-file.js";
import { checksumsOf, normalised, withoutBom, type Checksums } from "./checksum.js";
import type { PlanProblem } from "../model/report.js";
import { visibleLine } from "../../system/visible-text.js";
import { ignoreUnreachable, isMissing } from "../../system/missing.js";

/** A file of SQL with its content. */
export interface SqlFile extends Checksums {
  filename: string;
  /** Absolute path. */
  path: string;
  bytes: Buffer;
}

/** The content of a folder of SQL files: `files` by name, and the problems of the others. */
export interface SqlFolder {
  path: string;
  exists: boolean;
  files: readonly SqlFile[];
  problems: readonly PlanProblem[];
}

/**
 * Reads a folder of SQL files. Only its own `*.sql` files count: subfolders, hidden files and files of other kinds are
 * ignored. A folder that does not exist holds none.
 *
 * @param judgeName what is wrong with a name, if anything; such a file is not read
 * @throws InfraError USAGE for a folder that is none, or may not be read
 */
export async function readSqlFolder(
  directory: string,
  judgeName: (filename: string) => PlanProblem | undefined = () => undefined,
): Promise<SqlFolder> {
  const entries = await listFolder(directory);
  if (entries === undefined) return { path: directory, exists: false, files: [], problems: [] };
  const read = await readAll(entries.filter(isSqlEntry), { directory, judgeName });
  return {
    path: directory,
    exists: true,
    files: read.filter((file): file is SqlFile => !("kind" in file)),
    problems: read.filter((file): file is PlanProblem => "kind" in file),
  };
}

/** The text to execute: without BOM, line ends as they are. */
export function textOf(file: Pick<SqlFile, "bytes">): string {
  return withoutBom(file.bytes).toString("utf8");
}

/**
 * The text to keep, so that a later change can be shown: what {@link Checksums.contentChecksum} is of, without BOM and with LF.
 * `null` for a file that is too large for a useful diff.
 */
export function contentOf({ bytes }: Pick<SqlFile, "bytes">): string | null {
  return bytes.length > MAX_CONTENT_BYTES ? null : normalised(bytes).toString("utf8");
}

const MAX_CONTENT_BYTES = 1024 * 1024;

/** Names in the order of their code units, the same on every machine. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

async function listFolder(directory: string): Promise<Dirent[] | undefined> {
  try {
    const entries = await readdir(directory, { withFileTypes: true });
    return entries.toSorted((a, b) => compareText(a.name, b.name));
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw new InfraError("USAGE", `The folder ${directory} cannot be read: ${messageOf(error)}`, {
      hint: "Set migrations.directory or seeds.directory to a folder that you can read",
      cause: error,
    });
  }
}

function isSqlEntry(entry: Dirent): boolean {
  return /\.sql$/i.test(entry.name) && !entry.name.startsWith(".") && !entry.isDirectory();
}

interface Reading {
  directory: string;
  judgeName: (filename: string) => PlanProblem | undefined;
}

/**
 * Reads one after the other, waiting in between only now and then: for small files that are in memory already, handing each to a
 * thread and back takes many times as long as reading it.
 */
async function readAll(entries: Dirent[], reading: Reading): Promise<(SqlFile | PlanProblem)[]> {
  const results: (SqlFile | PlanProblem | undefined)[] = [];
  for (const [index, entry] of entries.entries()) {
    if (index % FILES_BETWEEN_PAUSES === 0) await setImmediate();
    results.push(entry.isSymbolicLink() ? await readLink(entry, reading) : readEntry(entry, reading));
  }
  return results.filter((result) => result !== undefined);
}

/** A server that migrates at its start keeps answering meanwhile. */
const FILES_BETWEEN_PAUSES = 64;

async function readLink(entry: Dirent, reading: Reading): Promise<SqlFile | PlanProblem | undefined> {
  const path = join(reading.directory, entry.name);
  if (!(await staysInside(path, reading.directory))) return outsideDirectory(entry.name);
  return (await stat(path)).isDirectory() ? undefined : readEntry(entry, reading);
}

function readEntry({ name: filename }: Dirent, { directory, judgeName }: Reading): SqlFile | PlanProblem {
  const problem = judgeName(filename);
  if (problem !== undefined) return problem;
  const path = join(directory, filename);
  const bytes = readBytes(path);
  if (bytes instanceof Error) return unreadable(filename, bytes);
  if (!isUtf8(bytes) || bytes.includes(0)) return notText(filename);
  return { filename, path, bytes, ...checksumsOf(bytes) };
}

function readBytes(path: string): Buffer | Error {
  try {
    return readRegularFile(path);
  } catch (error) {
    return error as Error;
  }
}

async function staysInside(link: string, directory: string): Promise<boolean> {
  try {
    return (await realpath(link)).startsWith((await realpath(directory)) + sep);
  } catch (error) {
    // A link to nothing, or in circles, leads nowhere inside either.
    return ignoreUnreachable(error) ?? false;
  }
}

function unreadable(filename: string, error: Error): PlanProblem {
  return {
    kind: "unreadable-text",
    filenames: [filename],
    message: `${visibleLine(filename)} cannot be read: ${visibleLine(error.message)}`,
    hint: "Make it readable for your user, or move it out of the folder",
  };
}

function notText(filename: string): PlanProblem {
  return {
    kind: "unreadable-text",
    filenames: [filename],
    message: `${visibleLine(filename)} is not UTF-8 text`,
    hint: "Save it as UTF-8 (with or without BOM)",
  };
}

function outsideDirectory(filename: string): PlanProblem {
  return {
    kind: "outside-directory",
    filenames: [filename],
    message: `${visibleLine(filename)} is a symbolic link that leaves its folder`,
    hint: "Put the file itself into the folder",
  };
}
