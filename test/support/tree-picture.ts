import { lstat, readdir, readFile, readlink } from "node:fs/promises";
import { join } from "node:path";

/** All that is in a folder, by path: kind, mode, owner and content. Equal pictures: nothing was changed. */
export async function treePicture(folder: string): Promise<Record<string, string>> {
  const names = (await readdir(folder, { recursive: true })).toSorted();
  const entries = await Promise.all(
    [".", ...names].map(async (name) => [name, await describeEntry(join(folder, name))] as const),
  );
  return Object.fromEntries(entries);
}

async function describeEntry(path: string): Promise<string> {
  const found = await lstat(path);
  const content = found.isFile()
    ? await readFile(path, "utf8")
    : found.isSymbolicLink()
      ? await readlink(path)
      : "";
  return `${found.mode.toString(8)} ${found.uid} ${content}`;
}
