import { dirname } from "node:path";
import type { ProcessView } from "../../../system/process-identity.js";
import { compareEntry, PROGRAM_FOLDERS, SERVER_FILE } from "./cache-entry.js";
import { entryFolder } from "./cache-source.js";
import type { RedisLookup } from "./find-redis-server.js";
import { debianHash } from "../programs/debian-hashes.js";
import type { Hashes, ProgramCheck } from "../programs/program-hashes.js";
import { hashFile, hashFiles, readTree } from "../programs/program-tree.js";
import { readRunning } from "../programs/running-program.js";
import { ignoreMissing, ignoreUnreachable } from "../../../system/missing.js";

interface RedisPrograms {
  view: ProcessView | undefined;
  cacheDir: string;
  locateRedis: () => Promise<RedisLookup>;
}

/**
 * The server that runs, or else the one that would be started: one that was fetched against the list made then, one of a
 * Debian package against dpkg's list. Nothing says what another one has to be.
 */
export async function checkRedis({ view, cacheDir, locateRedis }: RedisPrograms): Promise<ProgramCheck> {
  const entry = await entryFolder(cacheDir);
  const running = view?.executable;
  if (running?.startsWith(`${entry}/`)) return checkEntry(entry, view);
  const debian = running === undefined ? undefined : await checkDebian(running, view);
  if (debian !== undefined) return debian;

  const lookup = await locateRedis();
  if (!lookup.found && view === undefined) {
    return { reference: "redis-server", from: "", unchecked: "it is not on this machine" };
  }
  const path = lookup.found ? lookup.server.executable : (running ?? "");
  // One that runs from another place is a copy of it, or has to be one.
  if (path.startsWith(`${entry}/`)) return checkEntry(entry, view);
  return (await checkDebian(path, view)) ?? unknown(running ?? path);
}

async function checkEntry(entry: string, view: ProcessView | undefined): Promise<ProgramCheck> {
  const { expected, found } = await compareEntry(entry);
  return {
    reference: `${entry}/${SERVER_FILE}`,
    found,
    ...(view && { running: await hashRunningEntry(entry, found, view) }),
    from: "the list of the cache",
    ...(expected ? { expected } : { unchecked: `the list of ${entry} is missing or damaged` }),
  };
}

async function hashRunningEntry(entry: string, found: Hashes, view: ProcessView): Promise<Hashes> {
  const { pid, executable } = view;
  if (executable === undefined) return { ...found, [SERVER_FILE]: "not readable for this user" };
  const root = dirname(dirname(executable));
  const files = root === entry ? found : await hashCopy(root);
  return { ...files, ...(await readRunning({ pid, root, program: SERVER_FILE })) };
}

/** A folder without such parts is no copy of the entry. */
async function hashCopy(root: string): Promise<Hashes> {
  try {
    return await hashFiles(readTree(root, PROGRAM_FOLDERS));
  } catch (error) {
    return ignoreUnreachable(error) ?? {};
  }
}

async function checkDebian(path: string, view: ProcessView | undefined): Promise<ProgramCheck | undefined> {
  const known = await debianHash(path);
  if (known === undefined) return undefined;
  const found = { [path]: await hashFile(path, "md5").catch(missingFile) };
  const running = view && {
    ...found,
    ...(await readRunning({ pid: view.pid, root: dirname(path), program: path, algorithm: "md5" })),
  };
  return {
    reference: path,
    found,
    ...(running && { running }),
    from: `dpkg's list of ${known.package}`,
    expected: { [path]: known.md5 },
  };
}

function missingFile(error: unknown): string {
  return ignoreMissing(error) ?? "missing";
}

async function unknown(path: string): Promise<ProgramCheck> {
  return {
    reference: path,
    found: { [path]: await hashFile(path).catch(missingFile) },
    from: "",
    unchecked: "not checked: no package list on this machine contains this program",
  };
}
