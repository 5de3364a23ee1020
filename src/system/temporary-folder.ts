import { hostname } from "node:os";
import { join } from "node:path";
import { listFolder, readStats, makeUniqueFolder, readFileIfAny, removeTree, writeNewFile } from "./files.js";
import { identify, isAlive, type ProcessIdentity } from "./process-identity.js";

const OWNER_FILE = "owner.json";
/**
 * The age at which a folder without a known owner (made in a container, or whose process was killed early) is removed.
 */
const UNKNOWN_OWNER_MS = 24 * 3600_000;

export interface TemporaryFolder extends AsyncDisposable {
  path: string;
}

/** Makes a folder for this process that goes away when disposed, and is swept later if this process is killed. */
export async function makeTemporaryFolder(parent: string, prefix: string): Promise<TemporaryFolder> {
  const path = await makeUniqueFolder(join(parent, prefix));
  const owner = { ...(await identify(process.pid)), hostname: hostname() };
  await writeNewFile(join(path, OWNER_FILE), JSON.stringify(owner));
  return { path, [Symbol.asyncDispose]: () => removeTree(path) };
}

/** Removes the folders that killed processes of this user left behind. Never touches one whose owner lives. */
export async function sweepTemporaryFolders(parent: string, prefix: string): Promise<void> {
  for (const name of await listFolder(parent)) {
    if (!name.startsWith(prefix)) continue;
    const path = join(parent, name);
    if (await isAbandoned(path)) await removeTree(path);
  }
}

async function isAbandoned(path: string): Promise<boolean> {
  const found = await readStats(path);
  if (!found?.isDirectory() || found.uid !== (process.geteuid?.() ?? found.uid)) return false;
  const owner = await readOwner(path);
  if (owner !== undefined && owner.hostname === hostname()) return !(await isAlive(owner));
  return Date.now() - found.mtimeMs > UNKNOWN_OWNER_MS;
}

async function readOwner(path: string): Promise<(ProcessIdentity & { hostname: string }) | undefined> {
  const text = await readFileIfAny(join(path, OWNER_FILE));
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch (error) {
    // Killed between creating and filling the file.
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
