import { createHash } from "node:crypto";
import { join } from "node:path";
import { listFolder, readStats } from "./files.js";
import { resolvedPath } from "./safe-path.js";

/** Where the claims of one lock lie, and what their names begin with there. */
export interface ClaimPlace {
  folder: string;
  prefix: string;
}

/**
 * The folder of a lock and, for commands that have to work on a full or read-only disk, a folder of the machine's memory
 * (`/tmp` where there is none). A command claims in one of the two and looks in both.
 */
export async function claimPlaces(
  directory: string,
): Promise<readonly [own: ClaimPlace, shared: ClaimPlace]> {
  const memory = await resolvedPath("/dev/shm");
  const folder = (await readStats(memory))?.isDirectory() ? memory : await resolvedPath("/tmp");
  const hash = createHash("sha256").update(directory).digest("hex").slice(0, 16);
  return [
    { folder: directory, prefix: "" },
    { folder, prefix: `infra-lock-${hash}.` },
  ];
}

/** Names of the claims in a place, without the prefix. In a folder open to all users, those of other users do not count. */
export async function claimsIn({ folder, prefix }: ClaimPlace): Promise<string[]> {
  const names = (await listFolder(folder)).filter((name) => name.startsWith(prefix));
  if (prefix === "") return names;
  const trusted = [0, process.getuid?.()];
  const owners = await Promise.all(names.map(async (name) => (await readStats(join(folder, name)))?.uid));
  return names.filter((_, index) => trusted.includes(owners[index])).map((name) => name.slice(prefix.length));
}
