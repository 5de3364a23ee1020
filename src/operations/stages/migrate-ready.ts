import type { ResolvedConfig } from "../../config/resolved.js";
import type { InfraContext } from "../../events.js";
import type { MigrateOptions } from "../../migrations/model/options.js";
import type { MigrationReport } from "../../migrations/model/report.js";
import type { SeedReport } from "../../migrations/model/seed-report.js";
import { toolVersion } from "../../system/version.js";
import type { Ready } from "./bring-up.js";
import { infra } from "../../system/own-command.js";
import { addressOf, configuredDatabase, type Database } from "./database.js";

/** A ready environment with a database whose schema is up to date, or was left alone on purpose. */
export interface Migrated {
  ready: Ready;
  database: Database;
  migrations: MigrationReport | { skipped: string };
  /** When they were asked for. */
  seeds?: SeedReport;
}

export async function migrateReady(
  ready: Ready,
  options: { context: InfraContext; allowOutOfOrder: boolean },
): Promise<Migrated> {
  const { config, reached } = ready;
  const database = configuredDatabase(config, reached.postgres);
  if (!config.migrations.onUp) {
    const skipped = `migrations.onUp is false; run: ${infra("migrate")}`;
    return { ready, database, migrations: { skipped } };
  }
  const { migrate } = await import("../../migrations/commands/migrate.js");
  const migrations = await migrate({
    ...migrateOptions(database, config, options.context),
    allowOutOfOrder: options.allowOutOfOrder,
  });
  return { ready, database, migrations };
}

/** Describes a database to the migrations. */
export function migrateOptions(
  database: Database,
  { migrations }: Pick<ResolvedConfig, "migrations">,
  context: InfraContext,
): MigrateOptions {
  const { directory, lockTimeoutMs, statementTimeoutMs, waitMs } = migrations;
  return {
    connection: addressOf(database),
    directory,
    ledgerFile: database.ledgerFile,
    allowOutOfOrder: false,
    lockTimeoutMs,
    statementTimeoutMs,
    waitMs,
    toolVersion,
    extensions: database.extensions,
    context,
  };
}
