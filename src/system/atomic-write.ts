import { randomBytes } from "node:crypto";
import { lstat, open, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { ignoreMissing } from "./missing.js";

/**
 * Replaces a file so that a reader sees the old content or the new, never a part, and a crash leaves one of the two.
 * The temporary file lies in the same folder (a rename across file systems is a copy).
 *
 * @throws Error with code `ESYMLINK` when `path` is a symbolic link: writing through one could touch another project.
 */
export async function atomicWrite(
  path: string,
  content: string | Uint8Array,
  options: {
    mode?: number;
    /**
     * `false`: a power cut may lose the change. For files that mean nothing after a restart of the machine; each sync
     * can cost as much as the rest of a command.
     */
    durable?: boolean;
  } = {},
): Promise<void> {
  const durable = options.durable ?? true;
  await refuseSymlink(path);
  const temporary = join(
    dirname(path),
    `.${basename(path)}.${process.pid}.${randomBytes(6).toString("hex")}.tmp`,
  );
  try {
    const file = await open(temporary, "wx", options.mode ?? 0o600);
    try {
      await file.writeFile(content);
      // The umask may have taken bits away that the caller asked for.
      await file.chmod(options.mode ?? 0o600);
      if (durable) await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  if (durable) await syncFolder(dirname(path));
}

/** Process id of the writer whose temporary file has this name; `undefined` for any other name. */
export function writerOf(name: string): number | undefined {
  const pid = /^\..+\.(\d+)\.[0-9a-f]{12}\.tmp$/.exec(name)?.[1];
  return pid === undefined ? undefined : Number(pid);
}

async function refuseSymlink(path: string): Promise<void> {
  const found = await lstat(path).catch(ignoreMissing);
  if (found?.isSymbolicLink()) {
    throw Object.assign(new Error(`${path} is a symbolic link; infra does not write through it`), {
      code: "ESYMLINK",
    });
  }
}

/** Makes the renames in a folder durable. */
export async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, "r");
  try {
    await folder.sync();
  } catch (error) {
    // Some file systems (network mounts, Windows) cannot sync a folder; the rename itself has happened.
    const code = (error as NodeJS.ErrnoException).code;
    if (code !== "EINVAL" && code !== "EPERM" && code !== "ENOTSUP") throw error;
  } finally {
    await folder.close();
  }
}
