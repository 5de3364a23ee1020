import type { SeedPlan, SeedReport } from "../migrations/model/seed-report.js";
import type { SeedSelection } from "../migrations/seeds/seed-plan.js";
import { openEnvironment, withLockedEnvironment, type OperationOptions } from "./stages/environment.js";
import { seedOptions } from "./stages/seed-ready.js";
import { requireDatabase } from "./stages/require-running.js";

export type SeedRunReport = { name: string } & (
  { dryRun: true; plan: SeedPlan } | { dryRun: false; result: SeedReport }
);

export interface SeedOperationOptions extends OperationOptions, SeedSelection {
  /** Only reports what would run. */
  dryRun: boolean;
}

/**
 * Runs the seeds that never ran on the running database, or those named of them; as `rerun` says, also some that did.
 * The schema must be up to date.
 *
 * @throws InfraError SERVICES_NOT_RUNNING, LEDGER_INTEGRITY, MIGRATION_FAILED, USAGE
 */
export async function seed(options: SeedOperationOptions): Promise<SeedRunReport> {
  if (options.dryRun) return planOnly(options);
  return withLockedEnvironment(options, "seed", async (environment) => {
    const { config, context, phase } = environment;
    const { database } = await requireDatabase(environment);
    const settings = seedOptions(database, config, { context, selection: options });
    const { seed: runSeeds } = await import("../migrations/commands/seed.js");
    return { name: config.name, dryRun: false, result: await phase("seeds", () => runSeeds(settings)) };
  });
}

async function planOnly(options: SeedOperationOptions): Promise<SeedRunReport> {
  const environment = await openEnvironment(options);
  const { config, context } = environment;
  const { database } = await requireDatabase(environment);
  const settings = seedOptions(database, config, { context, selection: options });
  const { planSeeding } = await import("../migrations/commands/seed.js");
  return { name: config.name, dryRun: true, plan: await planSeeding(settings) };
}
