import { openEnvironment } from "./environment.js";
import type { OperationOptions } from "./reports.js";

/** Makes the next migration file, empty but for a comment. Returns its absolute path. */
export async function migrateNew(
  options: OperationOptions & { description: string },
): Promise<{ path: string }> {
  const { config } = await openEnvironment(options);
  const { newMigration } = await import("../migrations/new-migration.js");
  return {
    path: await newMigration({ directory: config.migrations.directory, description: options.description }),
  };
}
