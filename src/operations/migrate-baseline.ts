import { basename } from "node:path";
import type { BaselineReport } from "../migrations/model/report.js";
import { withLockedEnvironment, type OperationOptions } from "./stages/environment.js";
import { migrateOptions } from "./stages/migrate-ready.js";
import { requireDatabase } from "./stages/require-running.js";

export interface MigrateBaselineOptions extends OperationOptions {
  /** The last file to record, by name, with or without folder, or number; without it, all. */
  to?: string;
  allowEmpty: boolean;
}

/** Records files as applied without running them, for a database that already has their schema. */
export async function migrateBaseline(options: MigrateBaselineOptions): Promise<BaselineReport> {
  const { to, allowEmpty } = options;
  return withLockedEnvironment(options, "migrate baseline", async (environment) => {
    const { config, context } = environment;
    const { database } = await requireDatabase(environment);
    const { baselineMigrations } = await import("../migrations/commands/migrate.js");
    return baselineMigrations({
      ...migrateOptions(database, config, context),
      ...(to !== undefined && { to: basename(to) }),
      allowEmpty,
    });
  });
}
