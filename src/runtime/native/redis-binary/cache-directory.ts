import { stat } from "node:fs/promises";
import { homedir } from "node:os";
import { isAbsolute, join, resolve } from "node:path";
import { makeFolder } from "../../../system/files.js";
import { resolveExisting } from "../../../system/safe-path.js";
import { whyChangeableByOthers } from "../../../system/trusted-path.js";
import { isMissing } from "../../../system/missing.js";

/** The same with the links above it resolved: they are the user's own (a cache that was moved to a larger disk). */
export function cacheDirectory(...where: Parameters<typeof namedCacheDirectory>): string {
  return resolveExisting(namedCacheDirectory(...where));
}

/**
 * The folder of this machine's user that every project shares: `INFRA_CACHE_DIR`, else `XDG_CACHE_HOME/infra`, else
 * `~/Library/Caches/infra` on macOS and `~/.cache/infra` elsewhere.
 */
function namedCacheDirectory(
  env: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform = process.platform,
): string {
  if (env["INFRA_CACHE_DIR"]) return resolve(env["INFRA_CACHE_DIR"]);
  const xdg = env["XDG_CACHE_HOME"];
  // The XDG rules say that a relative path is to be ignored.
  if (xdg && isAbsolute(xdg)) return join(xdg, "infra");
  const home = env["HOME"] || homedir();
  return platform === "darwin" ? join(home, "Library", "Caches", "infra") : join(home, ".cache", "infra");
}

/**
 * Why programs from this folder must not be run, or `undefined`. A user who can write to it, or to a folder on the way, can
 * make us run anything: they could change a program together with its checksum.
 */
export async function whyNotTrusted(cacheDir: string): Promise<string | undefined> {
  try {
    const reason = await whyChangeableByOthers(cacheDir);
    if (reason !== undefined) return `${reason}: not used (set INFRA_CACHE_DIR to another folder)`;
    const found = await stat(cacheDir);
    if (!found.isDirectory()) return `${cacheDir} is not a folder`;
    // In LD_LIBRARY_PATH these would make it several folders, or another one.
    if (/[:;$]/.test(cacheDir)) return `${cacheDir} has a character that library paths cannot hold (: ; $)`;
    return undefined;
  } catch (error) {
    if (isMissing(error)) return undefined;
    return `${cacheDir} cannot be read: ${(error as Error).message}`;
  }
}

/** Makes the folder, for this user only, and says why it cannot be used, if so. */
export async function prepareCache(cacheDir: string): Promise<string | undefined> {
  try {
    await makeFolder(redisCache(cacheDir));
  } catch (error) {
    return `${cacheDir} cannot be created: ${(error as Error).message}`;
  }
  return whyNotTrusted(cacheDir);
}

/** The part of the cache that holds servers. */
export function redisCache(cacheDir: string): string {
  return join(cacheDir, "redis");
}
