import { realpathSync } from "node:fs";
import { lstat } from "node:fs/promises";
import { dirname, sep } from "node:path";
import { InfraError } from "../errors/infra-error.js";
import { quoteForShell } from "./shell-quote.js";
import { ignoreUnreachable } from "./missing.js";

/**
 * The last component is checked by what opens it.
 *
 * @throws InfraError FOREIGN_OBJECT naming the first symbolic link above `path`
 */
export async function requireNoLinkAbove(path: string): Promise<void> {
  const folder = dirname(path);
  if (realPath(folder) === folder) return;
  const link = await firstLink(folder);
  if (link !== undefined) throw linkError(link);
}

/**
 * `undefined` for a link to nowhere, too. Synchronous on purpose: an `up` that has nothing to do asks 50 times, and a trip
 * through the thread pool costs more than the answer.
 */
function realPath(folder: string): string | undefined {
  try {
    return realpathSync.native(folder);
  } catch (error) {
    return ignoreUnreachable(error);
  }
}

async function firstLink(folder: string): Promise<string | undefined> {
  let current = "";
  for (const part of folder.split(sep).slice(1)) {
    current = `${current}${sep}${part}`;
    const found = await lstat(current).catch(ignoreUnreachable);
    if (found === undefined) return undefined;
    if (found.isSymbolicLink()) return current;
  }
  return undefined;
}

export function linkError(path: string): InfraError {
  return new InfraError("FOREIGN_OBJECT", `${path} is a symbolic link; infra does not follow it`, {
    hint: `Remove the link (rm ${quoteForShell(path)}) and run the command again`,
  });
}
