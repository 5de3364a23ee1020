import { InfraError } from "../../errors/infra-error.js";
import { changeText, findChanges, type ChangedFile } from "../ledger/file-change.js";
import { readMigrationFolder, type MigrationFolder } from "../files/migration-folder.js";
import { writeLedgerCopy } from "../ledger/ledger-copy.js";
import { readLedgerFile } from "../ledger/ledger-file.js";
import {
  deleteStatement,
  inspectDatabase,
  keepsContent,
  readLedgerTable,
  tableStatements,
  updateContentStatement,
} from "../ledger/ledger-table.js";
import { orInterrupted } from "../../postgres/cancel-on-abort.js";
import { withMigrationLock } from "../run/lock.js";
import type { MigrateOptions } from "../model/options.js";
import type { LedgerEntry, RepairReport } from "../model/report.js";
import { openMigrationSession } from "../run/open-session.js";
import type { Session } from "../../postgres/session.js";
import { infra } from "../../system/own-command.js";

export interface RepairOptions extends MigrateOptions {
  /** Only these files; without it, all. */
  filenames?: readonly string[];
  /** Also files whose SQL was changed, or of which it is not known what was. */
  acceptChanged: boolean;
  /** Also removes rows of missing files. */
  forgetMissing: boolean;
}

/**
 * Updates the ledger for files that were changed after they were applied. Does not run their SQL. Atomic.
 *
 * @throws LEDGER_INTEGRITY when more than comments or white space was changed, unless `acceptChanged`; USAGE when a name
 *   given has nothing to repair; ENVIRONMENT_LOCKED.
 */
export async function repairMigrations(options: RepairOptions): Promise<RepairReport> {
  const folder = await readMigrationFolder(options.directory);
  const session = await openMigrationSession(options);
  try {
    return await withMigrationLock(session, options, () => repairLocked(session, folder, options));
  } finally {
    await session.close();
  }
}

async function repairLocked(
  session: Session,
  folder: MigrationFolder,
  options: RepairOptions,
): Promise<RepairReport> {
  const { context } = options;
  const { database, changes, gone } = await orInterrupted(
    { session, context },
    "while reading the migrations",
    () => look(session, folder),
  );
  const { changed, missing } = choose(changes, gone, options);
  if (!options.acceptChanged) refuseOtherSql(changed.filter(({ change }) => change.kind !== "cosmetic"));
  if (missing.length > 0 && !folder.exists) throw noFolder(folder.path, missing.length);

  if (changed.length + missing.length > 0) {
    const statements = [
      keepsContent(database) ? "" : tableStatements(),
      ...changed.map(({ source }) => updateContentStatement(source)),
      ...missing.map(({ filename }) => deleteStatement(filename)),
    ];
    // One message, so one transaction.
    await orInterrupted({ session, context }, "while recording", () => session.query(statements.join(";\n")));
    const file = await readLedgerFile(options.ledgerFile);
    await writeLedgerCopy({ database, file }, session, options);
  }
  return {
    repaired: changed.map(({ change }) => change),
    forgotten: missing.map(({ filename, checksum }) => ({ filename, checksum })),
  };
}

async function look(session: Session, folder: MigrationFolder) {
  const database = await inspectDatabase(session);
  const rows = database.table.kind === "ours" ? await readLedgerTable(session) : [];
  const ledger = { rows, sources: folder.sources, keepsContent: keepsContent(database) };
  return { database, changes: await findChanges(session, ledger), gone: missingFrom(rows, folder) };
}

function missingFrom(rows: readonly LedgerEntry[], { sources }: MigrationFolder): LedgerEntry[] {
  const present = new Set(sources.map(({ filename }) => filename));
  return rows.filter(({ filename }) => !present.has(filename));
}

function choose(
  changed: readonly ChangedFile[],
  missing: readonly LedgerEntry[],
  { filenames, forgetMissing }: RepairOptions,
): { changed: readonly ChangedFile[]; missing: readonly LedgerEntry[] } {
  const forgettable = forgetMissing ? missing : [];
  if (filenames === undefined) return { changed, missing: forgettable };
  const reparable = [...changed.map(({ source }) => source), ...forgettable].map(({ filename }) => filename);
  const unknown = filenames.filter((name) => !reparable.includes(name));
  if (unknown.length > 0) throw nothingToRepair(unknown, missing);
  return {
    changed: changed.filter(({ source }) => filenames.includes(source.filename)),
    missing: forgettable.filter(({ filename }) => filenames.includes(filename)),
  };
}

function nothingToRepair(unknown: readonly string[], missing: readonly LedgerEntry[]): InfraError {
  const gone = missing.filter(({ filename }) => unknown.includes(filename));
  return new InfraError(
    "USAGE",
    `Nothing to repair: ${unknown.join(", ")} is not an applied file that was changed`,
    {
      hint:
        gone.length > 0
          ? `To remove missing files from the ledger, add --forget-missing: ${gone.map(({ filename }) => filename).join(", ")}`
          : `See what was changed: ${infra("migrate", "status")}`,
      details: { filenames: unknown },
    },
  );
}

function refuseOtherSql(changed: readonly ChangedFile[]): void {
  if (changed.length === 0) return;
  const changes = changed.map(({ change }) => change);
  const names = changes.map(({ filename }) => filename);
  const texts = changes.map(
    (change) =>
      `\n  ${change.filename}${change.kind === "unknown" ? "" : ": more than comments or white space was changed"}\n${changeText(change)}`,
  );
  throw new InfraError("LEDGER_INTEGRITY", `Not repaired, nothing was recorded:${texts.join("")}`, {
    hint: [
      `Undo the change and write a new migration: ${infra("migrate", "new", "NAME")}`,
      `If the database already matches the changed file: ${infra("migrate", "repair", ...names, "--accept-changed")}`,
    ].join("\n"),
    details: { changes },
  });
}

function noFolder(path: string, count: number): InfraError {
  return new InfraError(
    "LEDGER_INTEGRITY",
    `Not repaired: the folder ${path} does not exist, so all ${count} applied files would be forgotten`,
    { hint: "Set migrations.directory to the folder that has them", details: { directory: path } },
  );
}
