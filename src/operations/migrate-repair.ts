import { basename } from "node:path";
import { withLockedEnvironment, type OperationOptions } from "./stages/environment.js";
import { migrateOptions } from "./stages/migrate-ready.js";
import type { RepairReport } from "../migrations/model/report.js";
import { requireDatabase } from "./stages/require-running.js";

export interface MigrateRepairOptions extends OperationOptions {
  /** Only these files, with or without folder; empty: all. */
  filenames: readonly string[];
  acceptChanged: boolean;
  forgetMissing: boolean;
}

/** Records the current text of applied files that were changed. Does not run their SQL. */
export async function migrateRepair(options: MigrateRepairOptions): Promise<RepairReport> {
  const { filenames, acceptChanged, forgetMissing } = options;
  return withLockedEnvironment(options, "migrate repair", async (environment) => {
    const { database } = await requireDatabase(environment);
    const { repairMigrations } = await import("../migrations/commands/migrate.js");
    return repairMigrations({
      ...migrateOptions(database, environment.config, environment.context),
      // Shells complete the path.
      ...(filenames.length > 0 && { filenames: filenames.map((name) => basename(name)) }),
      acceptChanged,
      forgetMissing,
    });
  });
}
