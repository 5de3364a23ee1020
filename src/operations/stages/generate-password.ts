import { dirname } from "node:path";
import { withPassword } from "../../config/derive.js";
import type { ResolvedConfig } from "../../config/resolved.js";
import { readGeneratedPassword } from "../../config/generated-password.js";
import { invalidConfig } from "../../config/problems.js";
import { createFileIfMissing, sweepTemporaryFiles } from "../../system/files.js";
import { makeStateFolder } from "../../state/state-folder.js";

/**
 * The configuration with the password that is kept for this checkout; generates it at the first time. Safe for several
 * commands at once: working trees share the file and not the lock.
 */
export async function generatePassword(config: ResolvedConfig): Promise<ResolvedConfig> {
  const { passwordFile, password } = config.postgres;
  if (passwordFile === undefined) return config;
  const folder = dirname(passwordFile);
  await makeStateFolder(dirname(folder), folder);
  await sweepTemporaryFiles(folder);
  if (await createFileIfMissing(passwordFile, `${password.reveal()}\n`)) return config;
  const kept = await readGeneratedPassword(config.projectDir);
  if ("problem" in kept) throw invalidConfig({ problems: [{ key: "postgres.password", ...kept.problem }] });
  return withPassword(config, { password: kept.password, passwordFile });
}
