import { isUnchanged } from "../files/checksum.js";
import type { MigrationSource } from "../files/migration-folder.js";
import { contentOf } from "../files/sql-folder.js";
import type { LedgerCopy, LedgerFile } from "./ledger-file.js";
import {
  keepsContent,
  LEDGER_TABLE,
  tableStatements,
  type DatabaseState,
  type ForeignEntry,
} from "./ledger-table.js";
import { foreignTable } from "./record-table.js";
import type { LedgerEntry, PlanProblem } from "../model/report.js";
import { infra } from "../../system/own-command.js";

/** The applied files, and the changes that the table needs before a run. */
export interface Ledger {
  entries: readonly LedgerEntry[];
  /** The table must be created first, holding `entries`. */
  tableIsMissing: boolean;
  problems: readonly PlanProblem[];
  warnings: readonly string[];
}

interface LedgerEvidence {
  database: DatabaseState;
  /** Rows of the table; empty when there is none. */
  rows: readonly LedgerEntry[];
  file: LedgerFile;
  /** Absolute path, for messages. */
  ledgerFile: string;
  sources: readonly MigrationSource[];
  toolVersion: string;
}

/**
 * Decides which record counts. The table does if it exists. Only a copy of the old kind is ever imported, and only into a
 * database that holds something: importing it into an empty database would skip every migration without a warning.
 */
export function resolveLedger(evidence: LedgerEvidence): Ledger {
  const { database, rows, file, ledgerFile } = evidence;
  switch (database.table.kind) {
    case "foreign":
      return { ...NOTHING, problems: [foreignTable(database.table.fault)] };
    case "ours":
      return { ...NOTHING, entries: rows, warnings: warningsBesideTable(file, database, ledgerFile) };
    case "absent":
      return { ...withoutTable(evidence, database.table.isEmptyDatabase), tableIsMissing: true };
  }
}

/** Statements that make the table ready to be written to; empty when it is. */
export function preparation(
  { database, ledger }: { database: DatabaseState; ledger: Ledger },
  sources: readonly MigrationSource[],
): string {
  if (ledger.tableIsMissing) return tableStatements(withContents(ledger.entries, sources));
  return keepsContent(database) ? "" : tableStatements();
}

/** Rows with their applied text, as far as the files at hand are what was applied. */
function withContents(entries: readonly LedgerEntry[], sources: readonly MigrationSource[]): ForeignEntry[] {
  const byName = new Map(sources.map((source) => [source.filename, source]));
  return entries.map((entry) => {
    const source = byName.get(entry.filename);
    return { ...entry, content: source && isUnchanged(entry, source) ? contentOf(source) : null };
  });
}

const NOTHING: Ledger = { entries: [], tableIsMissing: false, problems: [], warnings: [] };

function warningsBesideTable(file: LedgerFile, database: DatabaseState, ledgerFile: string): string[] {
  if (file.kind === "corrupt") {
    return [`${ledgerFile} ${file.fault}. It is written again from the table ${LEDGER_TABLE}.`];
  }
  if (file.kind === "read" && isOfAnother(file.copy, database)) {
    return [`${ledgerFile} belongs to another database; it is replaced by this one's ledger.`];
  }
  return [];
}

function withoutTable(evidence: LedgerEvidence, isEmptyDatabase: boolean): Ledger {
  const { file, database, ledgerFile } = evidence;
  const without = { ...NOTHING, warnings: isEmptyDatabase ? [] : noLedger(evidence) };
  if (file.kind === "absent") return without;
  if (file.kind === "corrupt") return { ...NOTHING, problems: [corruptFile(file.fault, ledgerFile)] };
  if (file.copy.applied.length === 0) return without;
  if (isOfAnother(file.copy, database)) {
    const told = `Ignoring ${ledgerFile}: it belongs to another database.`;
    return { ...NOTHING, warnings: [told, ...without.warnings] };
  }
  if (isEmptyDatabase) {
    return { ...NOTHING, warnings: [`Ignoring ${ledgerFile}: the database is empty.`] };
  }
  if (file.copy.systemIdentifier !== undefined) {
    return { ...NOTHING, problems: [tableGone(ledgerFile, file.copy.applied.length)] };
  }
  return imported(evidence, file.copy);
}

/** The next run may fail on the first existing table; this warning explains the reason and the fix. */
function noLedger({ sources }: LedgerEvidence): string[] {
  if (sources.length === 0) return [];
  return [
    `This database is not empty, but has no ledger of migrations: every file counts as pending. If it already has their schema, record them: ${infra("migrate", "baseline")}`,
  ];
}

function isOfAnother(copy: LedgerCopy, database: DatabaseState): boolean {
  return (
    (copy.systemIdentifier !== undefined && copy.systemIdentifier !== database.systemIdentifier) ||
    (copy.database !== undefined && copy.database !== database.database)
  );
}

function imported({ sources, toolVersion, ledgerFile }: LedgerEvidence, copy: LedgerCopy): Ledger {
  const entries = copy.applied.map((row) => ({
    ...row,
    contentChecksum: knownContentChecksum(row, sources),
    durationMs: 0,
    toolVersion,
    appliedBy: "imported",
  }));
  const warnings = [`${entries.length} applied migrations are taken over from ${ledgerFile} (old format).`];
  return { ...NOTHING, entries, warnings };
}

function knownContentChecksum(
  row: { filename: string; checksum: string },
  sources: readonly MigrationSource[],
): string | null {
  const source = sources.find(({ filename }) => filename === row.filename);
  if (!source || !isUnchanged({ checksum: row.checksum, contentChecksum: null }, source)) return null;
  return source.contentChecksum;
}

function corruptFile(fault: string, ledgerFile: string): PlanProblem {
  return {
    kind: "ledger-file",
    filenames: [],
    message: `${ledgerFile} ${fault}, and the database has no table ${LEDGER_TABLE}`,
    hint: `Repair the file, or delete it if no migration was applied to this database. If the schema exists: ${infra("migrate", "baseline")}`,
  };
}

function tableGone(ledgerFile: string, count: number): PlanProblem {
  return {
    kind: "ledger-file",
    filenames: [],
    message: `${ledgerFile} lists ${count} applied migrations of this database, but the table ${LEDGER_TABLE} is missing while other tables exist`,
    hint: `Restore the table from a backup. Or, if the schema matches those files: ${infra("migrate", "baseline", "--to", "FILE")}. Or start over: ${infra("reset")}`,
  };
}
