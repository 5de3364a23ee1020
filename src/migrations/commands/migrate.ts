import type { RunnableFile } from "../run/apply.js";
import { orInterrupted } from "../../postgres/cancel-on-abort.js";
import { createExtensions, missingExtensions } from "../run/extensions.js";
import { readMigrationFolder, type MigrationFolder } from "../files/migration-folder.js";
import { writeLedgerCopy } from "../ledger/ledger-copy.js";
import { insertStatement, readLedgerTable } from "../ledger/ledger-table.js";
import { preparation } from "../ledger/ledger.js";
import { withMigrationLock } from "../run/lock.js";
import type { MigrateOptions } from "../model/options.js";
import { requireSound } from "../ledger/plan.js";
import type { MigrationReport } from "../model/report.js";
import { runPending } from "../run/run.js";
import type { Session } from "../../postgres/session.js";
import { untilSettled } from "../run/until-settled.js";
import {
  readMigrationState,
  type MigrationState,
  type PreparedMigration,
} from "../ledger/migration-state.js";

export { baselineMigrations } from "./baseline.js";
export { ensureExtensions } from "../run/extensions.js";
export { newMigration } from "../files/new-migration.js";
export { repairMigrations } from "./repair.js";
export { planMigrations, planWithLocks } from "./plan-migrations.js";

/**
 * Applies what is pending, each file with its ledger row in one transaction, and writes the JSON copy of the ledger.
 * Finding nothing to do takes one connection, two queries and no lock.
 *
 * @throws LEDGER_INTEGRITY before anything runs; MIGRATION_FAILED with the place in the file; ENVIRONMENT_LOCKED when
 *   another migrator does not finish in time; CONFIG_INVALID for an extension the server lacks; INTERRUPTED.
 */
export async function migrate(options: MigrateOptions): Promise<MigrationReport> {
  const startedAt = performance.now();
  const folder = await readMigrationFolder(options.directory);
  if (!folder.exists) {
    options.context.emit({ type: "step", message: `No migrations: ${options.directory} does not exist` });
  }
  const run: Run = { options, folder, applied: [], alreadyApplied: undefined, extensionsCreated: [] };
  await untilSettled({ ...options, onApplied: (file) => run.applied.push(file) }, (session) =>
    migrateOn(session, run),
  );
  const { applied, alreadyApplied = 0, extensionsCreated } = run;
  return {
    applied,
    alreadyApplied,
    extensionsCreated,
    durationMs: Math.round(performance.now() - startedAt),
  };
}

/** One call of {@link migrate}, over as many connections as it takes. */
interface Run {
  options: MigrateOptions;
  folder: MigrationFolder;
  applied: MigrationReport["applied"][number][];
  /** How many files were applied when this run first had its turn. */
  alreadyApplied: number | undefined;
  extensionsCreated: readonly string[];
}

async function migrateOn(session: Session, run: Run): Promise<void> {
  const { options, folder } = run;
  const { context } = options;
  const before = await readMigrationState(session, folder, options);
  for (const message of before.ledger.warnings) context.emit({ type: "warning", message });
  requireSound(before);
  if (!isNothingToDo(before, options)) {
    return withMigrationLock(session, options, () => migrateLocked(session, run));
  }
  run.alreadyApplied ??= before.applied.length;
  await writeLedgerCopy(before, before.applied, options);
}

function isNothingToDo(
  { pending, ledger, database }: MigrationState,
  { extensions = [] }: MigrateOptions,
): boolean {
  const isTableDue = ledger.tableIsMissing && ledger.entries.length > 0;
  return (
    pending.length === 0 && !isTableDue && missingExtensions(extensions, database.extensions).length === 0
  );
}

/** Reads the state again: another migrator may have done all or part of it while this one waited. */
async function migrateLocked(session: Session, run: Run): Promise<void> {
  const { options, folder } = run;
  const now = await readMigrationState(session, folder, options);
  requireSound(now);
  run.alreadyApplied ??= now.applied.length;
  const missing = missingExtensions(options.extensions ?? [], now.database.extensions);
  const { context } = options;
  run.extensionsCreated = await createExtensions(missing, { session, context });
  await orInterrupted({ session, context }, "while preparing the ledger", () =>
    session.query(preparation(now, folder.sources)),
  );
  try {
    const pending = now.pending.map((each) => runnable(each, options));
    await runPending({ session, pending, context }, (file) => run.applied.push(file));
  } finally {
    // Files before one that failed stay applied, and the copy says so.
    if (!session.isLost) await writeLedgerCopy(now, session, options);
  }
}

function runnable(
  { source, migration }: PreparedMigration,
  { toolVersion }: Pick<MigrateOptions, "toolVersion">,
): RunnableFile {
  const { filename } = source;
  return {
    kind: "migration",
    filename,
    migration,
    record: (durationMs) => insertStatement({ source, toolVersion }, durationMs),
    isRecorded: async (session) => (await readLedgerTable(session)).some((row) => row.filename === filename),
  };
}
