import { isAbsolute, relative } from "node:path";

/** A path as a user in `cwd` would type it: relative where that is shorter to read, else as it is. */
export function displayPath(path: string, cwd: string): string {
  if (!isAbsolute(path)) return path;
  const fromHere = relative(cwd, path);
  if (fromHere === "") return ".";
  return fromHere.startsWith("..") ? path : fromHere;
}
