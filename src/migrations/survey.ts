import type { MigrationFolder, MigrationSource } from "./files.js";
import { textOf } from "./files.js";
import { readLedgerFile, type LedgerFile } from "./ledger-file.js";
import { inspectDatabase, readLedgerTable, type DatabaseState } from "./ledger-table.js";
import { resolveLedger, type Ledger } from "./ledger.js";
import type { MigrateOptions } from "./options.js";
import { planWork } from "./plan.js";
import { findRefusal, parseMigration, type ParsedMigration } from "./refusals.js";
import type { LedgerEntry, PlanProblem } from "./report.js";
import type { Session } from "./session.js";
import { excerpt, positionAt } from "./source-position.js";
import { locationOf } from "./sql-error.js";

/** A pending file with its text taken apart. */
export interface PreparedMigration {
  source: MigrationSource;
  migration: ParsedMigration;
}

/** Everything a run decides by, as it is right now. */
export interface Survey {
  database: DatabaseState;
  ledger: Ledger;
  file: LedgerFile;
  applied: readonly LedgerEntry[];
  pending: readonly PreparedMigration[];
  problems: readonly PlanProblem[];
}

/** Looks at database, ledger copy and folder. Changes nothing. */
export async function survey(
  session: Session,
  folder: MigrationFolder,
  options: Pick<MigrateOptions, "ledgerFile" | "allowOutOfOrder" | "toolVersion">,
): Promise<Survey> {
  const { ledgerFile, toolVersion } = options;
  const [database, file] = await Promise.all([inspectDatabase(session), readLedgerFile(ledgerFile)]);
  const rows = database.table.kind === "ours" ? await readLedgerTable(session) : [];
  const sources = folder.sources;
  const ledger = resolveLedger({ database, rows, file, ledgerFile, sources, toolVersion });
  const plan = planWork(folder, ledger.entries, options);
  const pending = plan.pending.map((source) => ({ source, migration: parseMigration(textOf(source)) }));
  const problems = [...ledger.problems, ...plan.problems, ...pending.flatMap(refusedStatement)];
  return { database, ledger, file, applied: ledger.entries, pending, problems };
}

function refusedStatement({ source, migration }: PreparedMigration): PlanProblem[] {
  const refusal = findRefusal(migration);
  if (refusal === undefined) return [];
  const position = positionAt(migration.text, refusal.offset);
  const { filename } = source;
  return [
    {
      kind: "refused-statement",
      filenames: [filename],
      message: `${locationOf(filename, position)}: ${refusal.message}\n${excerpt(migration.text, position)}`,
      hint: refusal.hint,
      details: { filename, line: position.line, column: position.column },
    },
  ];
}
