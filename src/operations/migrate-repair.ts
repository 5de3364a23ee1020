import { withLockedEnvironment } from "./environment.js";
import { migrateOptions } from "./migrate-ready.js";
import type { RepairReport } from "../migrations/report.js";
import type { OperationOptions } from "./reports.js";
import { requirePostgres } from "./require-running.js";

/** Records the present checksums of applied files that were changed: those named, or all. Runs no SQL of theirs. */
export async function migrateRepair(
  options: OperationOptions & { filenames: readonly string[] },
): Promise<RepairReport> {
  return withLockedEnvironment(options, "infra migrate repair", async (environment) => {
    const postgres = await requirePostgres(environment);
    const { repairMigrations } = await import("../migrations/migrate.js");
    return repairMigrations({
      ...migrateOptions(environment.config, postgres, environment.context),
      ...(options.filenames.length > 0 && { filenames: options.filenames }),
    });
  });
}
