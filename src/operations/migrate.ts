import type { MigrationPlan, MigrationReport, PlanWithLocks } from "../migrations/model/report.js";
import { requireDatabase } from "./stages/require-running.js";
import { openEnvironment, withLockedEnvironment, type OperationOptions } from "./stages/environment.js";
import { migrateOptions } from "./stages/migrate-ready.js";

export interface MigrateResultReport {
  name: string;
  dryRun: false;
  result: MigrationReport;
}

/** `Plan`: with the locks that pending files would take, where they were asked for. */
export interface MigratePlanReport<Plan extends MigrationPlan = PlanWithLocks> {
  name: string;
  dryRun: true;
  plan: Plan;
}

/** What would be done, or what was done. */
export type MigrateReport = MigratePlanReport | MigrateResultReport;

export interface MigrateOperationOptions extends OperationOptions {
  /** Only reports what would run. */
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
  if (dryRun) {
    return planOnly(options, async (settings) => {
      const { planWithLocks } = await import("../migrations/commands/migrate.js");
      return planWithLocks({ ...settings, allowOutOfOrder });
    });
  }
  return withLockedEnvironment(options, "migrate", async (environment) => {
    const { config, context, phase } = environment;
    const { database } = await requireDatabase(environment);
    const migrations = await import("../migrations/commands/migrate.js");
    const settings = { ...migrateOptions(database, config, context), allowOutOfOrder };
    const result = await phase("migrations", () => migrations.migrate(settings));
    return { name: config.name, dryRun, result };
  });
}

/** The applied and the pending migrations. Changes nothing. */
export async function migrateStatus(options: OperationOptions): Promise<MigratePlanReport<MigrationPlan>> {
  return planOnly(options, async (settings) => {
    const { planMigrations } = await import("../migrations/commands/migrate.js");
    return planMigrations({ ...settings, allowOutOfOrder: false });
  });
}

async function planOnly<Plan extends MigrationPlan>(
  options: OperationOptions,
  plan: (settings: ReturnType<typeof migrateOptions>) => Promise<Plan>,
): Promise<MigratePlanReport<Plan>> {
  const environment = await openEnvironment(options);
  const { config, context } = environment;
  const { database } = await requireDatabase(environment);
  return { name: config.name, dryRun: true, plan: await plan(migrateOptions(database, config, context)) };
}
