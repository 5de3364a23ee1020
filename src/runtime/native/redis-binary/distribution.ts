import { readFile } from "node:fs/promises";
import { ignoreMissing } from "../../../system/missing.js";

/** Which system this is, as far as packages are concerned. */
export interface Distribution {
  /** `debian`, `ubuntu`, `fedora`, `macos`, … */
  id: string;
  /** Systems it descends from, nearest first. */
  like: readonly string[];
  /** For people: `Debian GNU/Linux 12 (bookworm)`. */
  title: string;
  /** Changes with every release of the system: `debian-12`. */
  release: string;
}

export async function readDistribution(): Promise<Distribution> {
  if (process.platform !== "linux") {
    const id = process.platform === "darwin" ? "macos" : process.platform;
    return { id, like: [], title: id, release: id };
  }
  for (const path of ["/etc/os-release", "/usr/lib/os-release"]) {
    const text = await readFile(path, "utf8").catch(ignoreMissing);
    if (text !== undefined) return parseOsRelease(text);
  }
  return { id: "linux", like: [], title: "Linux", release: "linux" };
}

/** Reads the shell-like assignments of os-release(5). */
export function parseOsRelease(text: string): Distribution {
  const value = (key: string) => {
    const raw = new RegExp(`^${key}=(.*)$`, "m").exec(text)?.[1]?.trim() ?? "";
    return /^(["']).*\1$/.test(raw) ? raw.slice(1, -1) : raw;
  };
  const id = value("ID") || "linux";
  // Rolling distributions and Debian's testing have no number.
  const release = value("VERSION_ID") || value("VERSION_CODENAME") || "rolling";
  return {
    id,
    like: value("ID_LIKE").split(/\s+/).filter(Boolean),
    title: value("PRETTY_NAME") || id,
    release: `${id}-${release}`.replace(/[^\w.-]/g, "_"),
  };
}
