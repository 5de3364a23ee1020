import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { ignoreMissing } from "../../../system/missing.js";

const INFO = "/var/lib/dpkg/info";
const PACKAGES = /^((?:redis|valkey)[^:]*)(?::[^.]+)?\.md5sums$/;

/** The MD5 sum that the system's package list has for a Redis or Valkey program; `undefined` when no package owns it. */
export async function debianHash(
  path: string,
  info = INFO,
): Promise<{ package: string; md5: string } | undefined> {
  // Other systems do not have the folder.
  const names = (await readdir(info).catch(ignoreMissing)) ?? [];
  for (const name of names) {
    const owner = PACKAGES.exec(name)?.[1];
    if (owner === undefined) continue;
    const lines = (await readFile(join(info, name), "utf8")).split("\n");
    const line = lines.find((text) => `/${text.slice(34)}` === path);
    if (line !== undefined) return { package: owner, md5: line.slice(0, 32) };
  }
  return undefined;
}
