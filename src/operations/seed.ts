import type { ResolvedConfig } from "../config/resolved.js";
import type { InfraContext } from "../events.js";
import type { SeedSelection } from "../migrations/seeds/seed-plan.js";
import type { SeedOptions } from "../migrations/seeds/seed.js";
import type { Reached } from "../readiness/probe-endpoint.js";
import { openEnvironment, withLockedEnvironment } from "./environment.js";
import { migrateOptions, type Migrated } from "./migrate-ready.js";
import type { OperationOptions, SeedRunReport } from "./reports.js";
import { requirePostgres } from "./require-running.js";

export interface SeedOperationOptions extends OperationOptions, SeedSelection {
  /** Only says what would run. */
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
  return withLockedEnvironment(options, "infra seed", async (environment) => {
    const { config, context, phase } = environment;
    const settings = seedOptions(config, await requirePostgres(environment), { context, selection: options });
    const { seed: runSeeds } = await import("../migrations/seeds/seed.js");
    return { name: config.name, dryRun: false, result: await phase("seeds", () => runSeeds(settings)) };
  });
}

/** A migrated environment with the seeds that were new. Changed ones are told, never run. */
export async function seedReady(migrated: Migrated, context: InfraContext): Promise<Migrated> {
  const { config, reached } = migrated;
  const { seed: runSeeds } = await import("../migrations/seeds/seed.js");
  const seeds = await runSeeds(seedOptions(config, reached.postgres, { context, selection: ALL }));
  return { ...migrated, seeds };
}

const ALL: SeedSelection = { filenames: [], rerun: "none" };

/** How the seeds are told about a database that answers. */
export function seedOptions(
  config: ResolvedConfig,
  postgres: Pick<Reached, "host" | "port">,
  { context, selection = ALL }: { context: InfraContext; selection?: SeedSelection },
): SeedOptions {
  const { filenames, rerun } = selection;
  return {
    ...migrateOptions(config, postgres, context),
    seeds: { directory: config.seeds.directory, filenames, rerun },
  };
}

async function planOnly(options: SeedOperationOptions): Promise<SeedRunReport> {
  const environment = await openEnvironment(options);
  const { config, context } = environment;
  const settings = seedOptions(config, await requirePostgres(environment), { context, selection: options });
  const { planSeeding } = await import("../migrations/seeds/seed.js");
  return { name: config.name, dryRun: true, plan: await planSeeding(settings) };
}
