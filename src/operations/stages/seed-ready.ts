import type { ResolvedConfig } from "../../config/resolved.js";
import type { InfraContext } from "../../events.js";
import type { SeedSelection } from "../../migrations/seeds/seed-plan.js";
import type { SeedOptions } from "../../migrations/commands/seed.js";
import type { Database } from "./database.js";
import { migrateOptions, type Migrated } from "./migrate-ready.js";

/** A migrated environment with the seeds that were new. Changed seeds are reported, never run. */
export async function seedReady(migrated: Migrated, context: InfraContext): Promise<Migrated> {
  const { ready, database } = migrated;
  const { seed: runSeeds } = await import("../../migrations/commands/seed.js");
  const seeds = await runSeeds(seedOptions(database, ready.config, { context }));
  return { ...migrated, seeds };
}

const ALL: SeedSelection = { filenames: [], rerun: "none" };

/** Describes a database to the seeds. */
export function seedOptions(
  database: Database,
  settings: Pick<ResolvedConfig, "migrations" | "seeds">,
  { context, selection = ALL }: { context: InfraContext; selection?: SeedSelection },
): SeedOptions {
  const { filenames, rerun } = selection;
  return {
    ...migrateOptions(database, settings, context),
    seeds: { directory: settings.seeds.directory, filenames, rerun },
  };
}
