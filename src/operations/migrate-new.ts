import { join } from "node:path";
import { acquireLock } from "../system/lock.js";
import { holderName, openEnvironment, type OperationOptions } from "./stages/environment.js";
import { ledgerFile, makeStateFolder } from "../state/state-folder.js";

/**
 * Creates the next migration file, with only a comment. Returns its absolute path. Its number is above those of all
 * files and of the copy of the ledger: a file of a branch that is not checked out may have been applied.
 */
export async function migrateNew(
  options: OperationOptions & { description: string },
): Promise<{ path: string }> {
  const { config, context } = await openEnvironment(options);
  const { newMigration } = await import("../migrations/files/new-migration.js");
  const { readLedgerFile } = await import("../migrations/ledger/ledger-file.js");
  // Of the project, not of one environment, and apart from the lock of `up`, which may be held for minutes.
  const directory = join(config.projectDir, ".infra", "new-migration");
  await makeStateFolder(config.projectDir, directory);
  const release = await acquireLock({
    directory,
    command: holderName("migrate new"),
    timeoutMs: config.lockTimeoutMs,
    signal: context.signal,
  });
  try {
    const copy = await readLedgerFile(ledgerFile(config));
    return {
      path: await newMigration({
        directory: config.migrations.directory,
        description: options.description,
        applied: copy.kind === "read" ? copy.copy.applied.map(({ filename }) => filename) : [],
      }),
    };
  } finally {
    await release();
  }
}
