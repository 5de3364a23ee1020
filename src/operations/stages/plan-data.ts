import { requireSound } from "../../migrations/ledger/plan.js";
import { planFromFiles } from "../../migrations/ledger/plan-from-files.js";
import { readSqlFolder } from "../../migrations/files/sql-folder.js";
import { requireSeedable } from "../../migrations/seeds/seed-plan.js";
import type { InfraContext } from "../../events.js";
import type { Planned } from "../../preflight/make-plan.js";
import type { Operation } from "../../preflight/plan.js";
import type { Reason } from "../../preflight/reason.js";
import type { Probed } from "../../readiness/probe-services.js";
import type { ProbeFailure } from "../../services/probe.js";
import { readEnvironmentRecord } from "../../state/environment-file.js";
import { ledgerFile } from "../../state/state-folder.js";
import { configuredDatabase, type Database } from "./database.js";
import { migrateOptions } from "./migrate-ready.js";
import { seedOptions } from "./seed-ready.js";

export interface DataPlan {
  operations: readonly Operation[];
  /** What is not known yet. */
  warnings: readonly string[];
}

interface DataRequest {
  context: InfraContext;
  allowOutOfOrder: boolean;
  seed: boolean;
}

/**
 * What `up` applies to the database. Read from the database if it answers, otherwise from the files and the copy of the
 * ledger. `up` decides again when the server answers, under the lock of the migrations.
 *
 * @throws InfraError LEDGER_INTEGRITY, MIGRATION_FAILED as `up` does
 */
export async function planData(
  planned: Planned,
  { reached, failures, ...request }: DataRequest & Omit<Probed, "events">,
): Promise<DataPlan> {
  if (reached.postgres) {
    const database = configuredDatabase(planned.config, reached.postgres);
    return planOnline(planned, { ...request, database });
  }
  const isNew = !planned.observation.data.exists || failures.postgres?.kind === "database-missing";
  return merge([
    { operations: loginOperation(planned.config, failures.postgres), warnings: [] },
    planned.config.migrations.onUp ? await migrationsOffline(planned, { ...request, isNew }) : NOTHING,
    request.seed ? await seedsOffline(planned, isNew) : NOTHING,
  ]);
}

const NOTHING: DataPlan = { operations: [], warnings: [] };

function loginOperation(
  { postgres: { database } }: Planned["config"],
  failure: ProbeFailure | undefined,
): Operation[] {
  if (failure?.kind === "credentials")
    return [{ kind: "repair-login", reason: { kind: "login-rejected", detail: failure.reason } }];
  if (failure?.kind === "database-missing")
    return [{ kind: "create-database", database, reason: { kind: "database-missing" } }];
  return [];
}

async function planOnline(
  { config }: Planned,
  { database, context, allowOutOfOrder, seed }: DataRequest & { database: Database },
): Promise<DataPlan> {
  const reason: Reason = { kind: "pending", recordedIn: "database" };
  const { planMigrations } = await import("../../migrations/commands/migrate.js");
  const { onUp } = config.migrations;
  const plan = onUp
    ? await planMigrations({ ...migrateOptions(database, config, context), allowOutOfOrder })
    : undefined;
  if (plan) requireSound(plan);
  const files = plan?.pending.map(({ filename }) => filename) ?? [];
  const seeds = seed ? await seedsOnline(database, { config, context }) : [];
  const operations = [
    ...migrations({ files, extensions: plan?.missingExtensions ?? [], reason }),
    ...seedOperation(seeds, reason),
  ];
  return { operations, warnings: plan?.warnings ?? [] };
}

async function seedsOnline(
  database: Database,
  { config, context }: Pick<Planned, "config"> & { context: InfraContext },
): Promise<string[]> {
  const { planSeeding } = await import("../../migrations/commands/seed.js");
  const plan = await planSeeding(seedOptions(database, config, { context }));
  // `up` migrates first.
  const isCured = (kind: string) => kind === "not-migrated" && config.migrations.onUp;
  requireSeedable({
    problems: plan.problems.filter(({ kind }) => !isCured(kind)),
    // Problems of the migrations were reported above; a late file may be allowed there.
    migrationProblems: config.migrations.onUp ? [] : plan.migrationProblems,
  });
  return plan.seeds.filter(({ willRun }) => willRun).map(({ filename }) => filename);
}

async function migrationsOffline(
  { config, runtime }: Planned,
  { allowOutOfOrder, isNew }: { allowOutOfOrder: boolean; isNew: boolean },
): Promise<DataPlan> {
  const { database, extensions } = config.postgres;
  const { directory } = config.migrations;
  const record = await readEnvironmentRecord(config.stateDir);
  // The copy is about the data on the runtime where the environment is.
  const hasCopy = isNew || record === undefined || record.runtime === runtime.kind;
  const plan = hasCopy
    ? await planFromFiles({
        directory,
        ledgerFile: ledgerFile(config),
        database,
        allowOutOfOrder,
        isNew,
      })
    : undefined;
  if (plan === undefined) return { operations: [], warnings: [unknown("migrations are pending")] };
  requireSound(plan);
  const reason: Reason = isNew ? { kind: "new-database" } : { kind: "pending", recordedIn: "ledger-copy" };
  return {
    operations: migrations({ files: plan.pending, extensions: isNew ? extensions : [], reason }),
    warnings: [],
  };
}

async function seedsOffline({ config }: Planned, isNew: boolean): Promise<DataPlan> {
  if (!isNew) return { operations: [], warnings: [unknown("seeds are new")] };
  const { files, problems } = await readSqlFolder(config.seeds.directory);
  requireSeedable({ problems, migrationProblems: [] });
  const names = files.map(({ filename }) => filename);
  return { operations: seedOperation(names, { kind: "new-database" }), warnings: [] };
}

function migrations(operation: Omit<Operation & { kind: "migrate" }, "kind">): Operation[] {
  const { files, extensions } = operation;
  return files.length === 0 && extensions.length === 0 ? [] : [{ kind: "migrate", ...operation }];
}

function seedOperation(files: readonly string[], reason: Reason): Operation[] {
  return files.length === 0 ? [] : [{ kind: "seed", files, reason }];
}

function unknown(what: string): string {
  return `Which ${what} can be found out only while PostgreSQL is running`;
}

function merge(plans: readonly DataPlan[]): DataPlan {
  return {
    operations: plans.flatMap(({ operations }) => operations),
    warnings: plans.flatMap(({ warnings }) => warnings),
  };
}
