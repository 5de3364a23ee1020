import { lchown, lstat, mkdir } from "node:fs/promises";
import { InfraError } from "../../errors/infra-error.js";
import { quoteForShell } from "../../system/shell-quote.js";
import type { ServerIdentity } from "./server-identity.js";

/**
 * Creates a folder that no other user may enter. In a place open to all users (`/tmp`) another user may have created it first, so
 * one that exists is checked, not trusted.
 */
export async function makePrivateFolder(path: string, identity: ServerIdentity): Promise<void> {
  await mkdir(path, { mode: 0o700 }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "EEXIST") throw error;
  });
  const found = await lstat(path);
  const self = process.getuid?.() ?? found.uid;
  const allowed = identity.kind === "own-uid" ? [self, identity.uid] : [self];
  if (!found.isDirectory() || !allowed.includes(found.uid) || (found.mode & 0o077) !== 0) {
    throw new InfraError("FOREIGN_OBJECT", `${path} belongs to another user or is open to other users`, {
      hint: `Remove it (rm -r ${quoteForShell(path)}) and run the command again`,
    });
  }
  if (identity.kind === "own-uid" && found.uid !== identity.uid)
    await lchown(path, identity.uid, identity.uid);
}
