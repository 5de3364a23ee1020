import type { MigrationPlan, MigrationReport } from "../migrations/report.js";
import { requirePostgres } from "./stages/require-running.js";
import { openEnvironment, withLockedEnvironment, type OperationOptions } from "./stages/environment.js";
import { migrateOptions } from "./stages/migrate-ready.js";

export interface MigrateResultReport {
  name: string;
  dryRun: false;
  result: MigrationReport;
}

export interface MigratePlanReport {
  name: string;
  dryRun: true;
  plan: MigrationPlan;
}

/** What would be done, or what was done. */
export type MigrateReport = MigratePlanReport | MigrateResultReport;

export interface MigrateOperationOptions extends OperationOptions {
  /** Only says what would run. */
  dryRun: boolean;
  allowOutOfOrder: boolean;
}

/**
 * Applies what is pending to the running database.
 *
 * @throws InfraError SERVICES_NOT_RUNNING, LEDGER_INTEGRITY, MIGRATION_FAILED
 */
export async function migrate(options: MigrateOperationOptions): Promise<MigrateReport> {
  const { dryRun, allowOutOfOrder } = options;
  if (dryRun) return planOnly(options, allowOutOfOrder);
  return withLockedEnvironment(options, "infra migrate", async (environment) => {
    const { config, context, phase } = environment;
    const postgres = await requirePostgres(environment);
    const migrations = await import("../migrations/migrate.js");
    const settings = { ...migrateOptions(config, postgres, context), allowOutOfOrder };
    const result = await phase("migrations", () => migrations.migrate(settings));
    return { name: config.name, dryRun, result };
  });
}

/** What is applied and what is pending. Changes nothing. */
export async function migrateStatus(options: OperationOptions): Promise<MigratePlanReport> {
  return planOnly(options, false);
}

async function planOnly(options: OperationOptions, allowOutOfOrder: boolean): Promise<MigratePlanReport> {
  const environment = await openEnvironment(options);
  const { config, context } = environment;
  const postgres = await requirePostgres(environment);
  const { planMigrations } = await import("../migrations/migrate.js");
  const plan = await planMigrations({ ...migrateOptions(config, postgres, context), allowOutOfOrder });
  return { name: config.name, dryRun: true, plan };
}
