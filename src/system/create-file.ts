import { randomBytes } from "node:crypto";
import { link, open, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";

/**
 * Makes a file that is not there yet. It appears with its complete content or not at all, and what is there already, be it
 * a file, a link or a folder, stays as it is.
 *
 * @returns whether it was made.
 */
export async function createFile(
  path: string,
  content: string,
  options: { mode?: number } = {},
): Promise<boolean> {
  const temporary = join(
    dirname(path),
    `.${basename(path)}.${process.pid}.${randomBytes(6).toString("hex")}.tmp`,
  );
  try {
    const file = await open(temporary, "wx", options.mode ?? 0o644);
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    return await linkOrWrite(temporary, { path, content, mode: options.mode ?? 0o644 });
  } finally {
    await rm(temporary, { force: true });
  }
}

async function linkOrWrite(
  temporary: string,
  { path, content, mode }: { path: string; content: string; mode: number },
): Promise<boolean> {
  try {
    await link(temporary, path);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EEXIST") return false;
    if (code !== "EPERM" && code !== "ENOTSUP" && code !== "ENOSYS") throw error;
  }
  // A file system without hard links: exclusive creation is the next best.
  try {
    await writeFile(path, content, { flag: "wx", mode });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}
