import type { MigrationFolder, MigrationSource } from "../files/migration-folder.js";
import { orInterrupted } from "../../postgres/cancel-on-abort.js";
import { readLedgerFile, type LedgerFile } from "./ledger-file.js";
import { changeText, findChanges } from "./file-change.js";
import { inspectDatabase, keepsContent, readLedgerTable, type DatabaseState } from "./ledger-table.js";
import { resolveLedger, type Ledger } from "./ledger.js";
import type { MigrateOptions } from "../model/options.js";
import { planWork } from "./plan.js";
import { parseMigration, type ParsedMigration } from "../sql/refusals.js";
import { refusedStatement } from "../sql/refused-statement.js";
import type { FileChange, LedgerEntry, PlanProblem } from "../model/report.js";
import type { Session } from "../../postgres/session.js";
import { textOf } from "../files/sql-folder.js";
import { infra } from "../../system/own-command.js";

/** A pending file with its text taken apart. */
export interface PreparedMigration {
  source: MigrationSource;
  migration: ParsedMigration;
}

/** The current state that decides what a run does. */
export interface MigrationState {
  database: DatabaseState;
  ledger: Ledger;
  file: LedgerFile;
  applied: readonly LedgerEntry[];
  pending: readonly PreparedMigration[];
  problems: readonly PlanProblem[];
}

/**
 * Reads database, ledger copy and folder. Changes nothing.
 *
 * @throws INTERRUPTED
 */
export async function readMigrationState(
  session: Session,
  folder: MigrationFolder,
  options: StateOptions,
): Promise<MigrationState> {
  const { context } = options;
  return orInterrupted({ session, context }, "while reading the migrations", () =>
    readState(session, folder, options),
  );
}

type StateOptions = Pick<MigrateOptions, "ledgerFile" | "allowOutOfOrder" | "toolVersion" | "context">;

async function readState(
  session: Session,
  folder: MigrationFolder,
  options: StateOptions,
): Promise<MigrationState> {
  const { ledgerFile, toolVersion } = options;
  const [database, file] = await Promise.all([inspectDatabase(session), readLedgerFile(ledgerFile)]);
  const rows = database.table.kind === "ours" ? await readLedgerTable(session) : [];
  const sources = folder.sources;
  // Named in messages about the copy: where there is none, there are none.
  const evidence = { database, rows, file, ledgerFile: ledgerFile ?? "", sources, toolVersion };
  const ledger = resolveLedger(evidence);
  const plan = planWork(folder, ledger.entries, options);
  const known = { rows: ledger.entries, sources, keepsContent: keepsContent(database) };
  const changes = new Map((await findChanges(session, known)).map(({ change }) => [change.filename, change]));
  const pending = plan.pending.map((source) => ({ source, migration: parseOnce(source) }));
  const problems = [
    ...ledger.problems,
    ...plan.problems.map((problem) => withChange(problem, changes)),
    ...pending.flatMap(({ source, migration }) => refusedStatement({ filename: source.filename, migration })),
  ];
  return { database, ledger, file, applied: ledger.entries, pending, problems };
}

/** A run looks twice at the same files, before it has the lock and after. */
function parseOnce(source: MigrationSource): ParsedMigration {
  const known = parsed.get(source);
  if (known) return known;
  const migration = parseMigration(textOf(source));
  parsed.set(source, migration);
  return migration;
}

const parsed = new WeakMap<MigrationSource, ParsedMigration>();

/** Reports what was changed in a file, and the repair that accepts it. */
function withChange(problem: PlanProblem, changes: ReadonlyMap<string, FileChange>): PlanProblem {
  const change = changes.get(problem.filenames[0] ?? "");
  if (problem.kind !== "changed" || !change) return problem;
  const repair = infra("migrate", "repair", change.filename);
  return {
    ...problem,
    message: `${problem.message}\n${changeText(change)}`,
    hint:
      change.kind === "cosmetic"
        ? `Undo the change, or record the current file: ${repair}`
        : `Undo the change and write a new migration. Or, if the database already matches: ${repair} --accept-changed`,
    details: { ...change },
  };
}
