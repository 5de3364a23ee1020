import type { RunnableFile } from "./run/apply.js";
import { orInterrupted } from "../postgres/cancel-on-abort.js";
import { createExtensions, missingExtensions } from "./run/extensions.js";
import { readMigrationFolder, type MigrationFolder } from "./files/migration-folder.js";
import { dropAdvice, findInvalidIndexes, invalidIndexText } from "./run/invalid-indexes.js";
import { writeLedgerCopy } from "./ledger/ledger-copy.js";
import { insertStatement, readLedgerTable } from "./ledger/ledger-table.js";
import { preparation } from "./ledger/ledger.js";
import { withMigrationLock } from "./run/lock.js";
import type { MigrateOptions } from "./options.js";
import { publicFile, requireSound } from "./plan.js";
import type { MigrationPlan, MigrationReport } from "./report.js";
import { runPending } from "./run/run.js";
import { openMigrationSession } from "./run/open-session.js";
import type { Session } from "../postgres/session.js";
import { lockNotes } from "./table-locks/lock-notes.js";
import { readCatalog } from "./table-locks/catalog.js";
import { unseenCode } from "./table-locks/unseen-code.js";
import { untilSettled } from "./run/until-settled.js";
import { survey, type PreparedMigration, type Survey } from "./survey.js";

export { baselineMigrations } from "./baseline.js";
export { ensureExtensions } from "./run/extensions.js";
export { newMigration } from "./files/new-migration.js";
export { repairMigrations } from "./repair.js";
export { requireSound } from "./plan.js";

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

/** What {@link migrate} would do, and what stands against it. Read-only; works on a database never migrated. */
export async function planMigrations(options: MigrateOptions): Promise<MigrationPlan> {
  const folder = await readMigrationFolder(options.directory);
  const session = await openMigrationSession(options);
  try {
    const { applied, pending, problems, ledger, database } = await survey(session, folder, options);
    const catalog = await readCatalog(session, pending);
    return {
      applied,
      pending: pending.map(({ source }) => publicFile(source)),
      missingExtensions: missingExtensions(options.extensions ?? [], database.extensions),
      problems,
      warnings: [...ledger.warnings, ...(await invalidIndexWarnings(session, pending))],
      locks: lockNotes(pending, catalog),
      notLookedInto: unseenCode(pending, catalog),
      directory: { path: folder.path, exists: folder.exists },
    };
  } finally {
    await session.close();
  }
}

/** Only who builds indexes concurrently can have left one. */
async function invalidIndexWarnings(
  session: Session,
  pending: readonly PreparedMigration[],
): Promise<string[]> {
  if (pending.every(({ migration }) => migration.inTransaction)) return [];
  const invalid = await findInvalidIndexes(session);
  return invalid.length === 0 ? [] : [`${invalidIndexText(invalid)}. ${dropAdvice(invalid)}`];
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
  const before = await survey(session, folder, options);
  for (const message of before.ledger.warnings) context.emit({ type: "warning", message });
  requireSound(before);
  if (!isNothingToDo(before, options)) {
    return withMigrationLock(session, options, () => migrateLocked(session, run));
  }
  run.alreadyApplied ??= before.applied.length;
  await writeLedgerCopy(before, before.applied, options);
}

function isNothingToDo({ pending, ledger, database }: Survey, { extensions = [] }: MigrateOptions): boolean {
  const isTableDue = ledger.tableIsMissing && ledger.entries.length > 0;
  return (
    pending.length === 0 && !isTableDue && missingExtensions(extensions, database.extensions).length === 0
  );
}

/** Looks again: another migrator may have done all or part of it while this one waited. */
async function migrateLocked(session: Session, run: Run): Promise<void> {
  const { options, folder } = run;
  const now = await survey(session, folder, options);
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
