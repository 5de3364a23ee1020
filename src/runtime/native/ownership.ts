import { chmod, lchown } from "node:fs/promises";
import { readStats, makeFolder } from "../../system/files.js";
import type { NamedDisguise, ServerIdentity } from "./server-identity.js";
import { runSystemProgram } from "./system-program.js";

/** Makes a folder of infra's own that the servers' user can pass through to what is below it, and not look into. */
export async function makePassage(path: string, { kind }: ServerIdentity): Promise<void> {
  await makeFolder(path);
  // The umask may have taken bits away that this needs.
  if (kind === "own-uid") await chmod(path, 0o711);
}

/** Makes a folder for a server alone. */
export async function makeServerFolder(path: string, uid: number | undefined): Promise<void> {
  await makeFolder(path);
  await giveFile(path, uid);
}

/** Makes a file or folder that this command made, or the link itself, another user's. */
export async function giveFile(path: string, uid: number | undefined): Promise<void> {
  if (uid !== undefined) await lchown(path, uid, uid);
}

/** Gives a folder with all that is in it to the servers' user, unless it has it. No link in it is followed. */
export async function giveAll(path: string, identity: ServerIdentity): Promise<void> {
  if (identity.kind === "own-uid") await giveAllTo(path, identity.uid);
}

/** Lends data to the user that a program with a name runs as, for as long as it works on it. */
export async function lendAll<T>(
  path: string,
  { from, to }: { from: ServerIdentity; to: NamedDisguise },
  work: () => Promise<T>,
): Promise<T> {
  if (to.uid === undefined) return work();
  await giveAllTo(path, to.uid);
  try {
    return await work();
  } finally {
    await giveAll(path, from);
  }
}

async function giveAllTo(path: string, uid: number): Promise<void> {
  if ((await readStats(path))?.uid === uid) return;
  // The folder itself comes last, and shows that all of it was changed.
  await runSystemProgram(["chown", "-hR", `${uid}:${uid}`, path]);
}
