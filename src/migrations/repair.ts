import { InfraError } from "../errors/infra-error.js";
import { isUnchanged } from "./checksum.js";
import { readMigrationFolder, type MigrationSource } from "./files.js";
import { readLedgerFile, writeLedgerFile } from "./ledger-file.js";
import { inspectDatabase, readLedgerTable, updateChecksumsStatement } from "./ledger-table.js";
import { withMigrationLock } from "./lock.js";
import type { MigrateOptions } from "./options.js";
import type { LedgerEntry, RepairReport } from "./report.js";
import { openSession, type Session } from "./session.js";

/**
 * Records the present checksum of applied files that were changed: of `filenames`, or of all. Runs no SQL of theirs.
 *
 * @throws USAGE when a name given is not that of a changed, applied file; ENVIRONMENT_LOCKED.
 */
export async function repairMigrations(
  options: MigrateOptions & { filenames?: readonly string[] },
): Promise<RepairReport> {
  const { sources } = await readMigrationFolder(options.directory);
  const session = await openSession(options);
  try {
    return await withMigrationLock(session, options, () => repairLocked(session, sources, options));
  } finally {
    await session.close();
  }
}

async function repairLocked(
  session: Session,
  sources: readonly MigrationSource[],
  options: MigrateOptions & { filenames?: readonly string[] },
): Promise<RepairReport> {
  const { systemIdentifier, database, table } = await inspectDatabase(session);
  const rows = table.kind === "ours" ? await readLedgerTable(session) : [];
  const chosen = choose(changedFiles(rows, sources), options.filenames);
  // One message, one transaction: all of them or none.
  if (chosen.length > 0) {
    await session.query(chosen.map(({ source }) => updateChecksumsStatement(source)).join(";\n"));
    const applied = await readLedgerTable(session);
    const file = await readLedgerFile(options.ledgerFile);
    await writeLedgerFile(options.ledgerFile, { version: 1, systemIdentifier, database, applied }, file);
  }
  return {
    repaired: chosen.map(({ row, source }) => ({
      filename: row.filename,
      recordedChecksum: row.checksum,
      newChecksum: source.checksum,
    })),
  };
}

interface ChangedFile {
  row: LedgerEntry;
  source: MigrationSource;
}

function changedFiles(rows: readonly LedgerEntry[], sources: readonly MigrationSource[]): ChangedFile[] {
  const byName = new Map(sources.map((source) => [source.filename, source]));
  return rows.flatMap((row) => {
    const source = byName.get(row.filename);
    return source && !isUnchanged(row, source) ? [{ row, source }] : [];
  });
}

function choose(changed: readonly ChangedFile[], filenames: readonly string[] | undefined): ChangedFile[] {
  if (filenames === undefined) return [...changed];
  const unknown = filenames.filter((name) => !changed.some(({ row }) => row.filename === name));
  if (unknown.length > 0) {
    throw new InfraError(
      "USAGE",
      `Nothing to repair about ${unknown.join(", ")}: not an applied file that was changed`,
      {
        hint: "See what was changed with: infra migrate status",
        details: { filenames: unknown },
      },
    );
  }
  return changed.filter(({ row }) => filenames.includes(row.filename));
}
