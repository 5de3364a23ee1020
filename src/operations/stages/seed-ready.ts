import type { ResolvedConfig } from "../../config/resolved.js";
import type { InfraContext } from "../../events.js";
import type { SeedSelection } from "../../migrations/seeds/seed-plan.js";
import type { SeedOptions } from "../../migrations/commands/seed.js";
import type { ReachableService } from "../../readiness/probe-endpoint.js";
import { migrateOptions, type Migrated } from "./migrate-ready.js";

/** A migrated environment with the seeds that were new. Changed seeds are reported, never run. */
export async function seedReady(migrated: Migrated, context: InfraContext): Promise<Migrated> {
  const { config, reached } = migrated;
  const { seed: runSeeds } = await import("../../migrations/commands/seed.js");
  const seeds = await runSeeds(seedOptions(config, reached.postgres, { context, selection: ALL }));
  return { ...migrated, seeds };
}

const ALL: SeedSelection = { filenames: [], rerun: "none" };

/** Describes a database that answers to the seeds. */
export function seedOptions(
  config: ResolvedConfig,
  postgres: Pick<ReachableService, "host" | "port">,
  { context, selection = ALL }: { context: InfraContext; selection?: SeedSelection },
): SeedOptions {
  const { filenames, rerun } = selection;
  return {
    ...migrateOptions(config, postgres, context),
    seeds: { directory: config.seeds.directory, filenames, rerun },
  };
}
