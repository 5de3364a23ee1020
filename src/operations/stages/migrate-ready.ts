import type { ResolvedConfig } from "../../config/resolved.js";
import type { InfraContext } from "../../events.js";
import type { MigrateOptions } from "../../migrations/model/options.js";
import type { MigrationReport } from "../../migrations/model/report.js";
import type { SeedReport } from "../../migrations/model/seed-report.js";
import type { ReachableService } from "../../readiness/probe-endpoint.js";
import { toolVersion } from "../../system/version.js";
import type { Ready } from "./bring-up.js";
import { ledgerFile } from "../../state/state-folder.js";
import { infra } from "../../system/own-command.js";

/** A ready environment whose schema is up to date, or was left alone on purpose. */
export interface Migrated extends Ready {
  migrations: MigrationReport | { skipped: string };
  /** When they were asked for. */
  seeds?: SeedReport;
}

export async function migrateReady(
  ready: Ready,
  options: { context: InfraContext; allowOutOfOrder: boolean },
): Promise<Migrated> {
  const { config, reached } = ready;
  if (!config.migrations.onUp) {
    return { ...ready, migrations: { skipped: `migrations.onUp is false; run: ${infra("migrate")}` } };
  }
  const { migrate } = await import("../../migrations/commands/migrate.js");
  const migrations = await migrate({
    ...migrateOptions(config, reached.postgres, options.context),
    allowOutOfOrder: options.allowOutOfOrder,
  });
  return { ...ready, migrations };
}

/** Describes a database that answers to the migrations. */
export function migrateOptions(
  config: ResolvedConfig,
  postgres: Pick<ReachableService, "host" | "port">,
  context: InfraContext,
): MigrateOptions {
  const { user, password, database, extensions } = config.postgres;
  return {
    connection: { host: postgres.host, port: postgres.port, user, password, database },
    directory: config.migrations.directory,
    ledgerFile: ledgerFile(config),
    allowOutOfOrder: false,
    lockTimeoutMs: config.migrations.lockTimeoutMs,
    statementTimeoutMs: config.migrations.statementTimeoutMs,
    waitMs: config.migrations.waitMs,
    toolVersion,
    extensions,
    context,
  };
}
