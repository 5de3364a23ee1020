import { join } from "node:path";
import type { ResolvedConfig } from "../config/resolved.js";
import { readStats, makeFolder, writeNewFile } from "../system/files.js";

export function lockDirectory(config: ResolvedConfig): string {
  return join(config.stateDir, "lock");
}

/** The portable copy of the migration ledger. Outside the data, so that either can be removed without the other. */
export function ledgerFile(config: ResolvedConfig): string {
  return join(config.stateDir, "migration-ledger.json");
}

/** Makes a folder below `.infra/` of the project. */
export async function makeStateFolder(projectDir: string, folder: string): Promise<void> {
  await makeFolder(folder);
  await ignoreInGit(projectDir);
}

/** Keeps `.infra/` out of version control even in a project whose own ignore file does not name it. */
async function ignoreInGit(projectDir: string): Promise<void> {
  const path = join(projectDir, ".infra", ".gitignore");
  // An existing file is kept: also a link, which is not followed.
  if ((await readStats(path)) !== undefined) return;
  await writeNewFile(path, "*\n").catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "EEXIST") throw error;
  });
}
