import { InfraError } from "../../errors/infra-error.js";
import { migrationNumber } from "../files/filename.js";
import {
  readMigrationFolder,
  type MigrationFolder,
  type MigrationSource,
} from "../files/migration-folder.js";
import { writeLedgerCopy } from "../ledger/ledger-copy.js";
import { insertBaselineStatement, isEmptyDatabase } from "../ledger/ledger-table.js";
import { preparation } from "../ledger/ledger.js";
import { orInterrupted } from "../../postgres/cancel-on-abort.js";
import { withMigrationLock } from "../run/lock.js";
import type { MigrateOptions } from "../model/options.js";
import { requireSound } from "../ledger/plan.js";
import type { BaselineReport, PlanProblem } from "../model/report.js";
import { openMigrationSession } from "../run/open-session.js";
import type { Session } from "../../postgres/session.js";
import { readMigrationState, type MigrationState } from "../ledger/migration-state.js";
import { infra } from "../../system/own-command.js";

export interface BaselineOptions extends MigrateOptions {
  /** The last file to record, by name or number (`004`); without it, all there are. */
  to?: string;
  /** Records them although the database holds nothing. */
  allowEmpty: boolean;
}

/**
 * Records files as applied without running them, for a database that already has their schema. Run again, it changes
 * nothing.
 *
 * @throws LEDGER_INTEGRITY when the ledger knows later files or does not match the folder, or when the database is empty;
 *   USAGE when there is no file `to`; ENVIRONMENT_LOCKED.
 */
export async function baselineMigrations(options: BaselineOptions): Promise<BaselineReport> {
  const folder = await readMigrationFolder(options.directory);
  const upTo = filesUpTo(folder, options.to);
  const session = await openMigrationSession(options);
  try {
    return await withMigrationLock(session, options, () => baselineLocked(session, folder, upTo, options));
  } finally {
    await session.close();
  }
}

async function baselineLocked(
  session: Session,
  folder: MigrationFolder,
  upTo: readonly MigrationSource[],
  options: BaselineOptions,
): Promise<BaselineReport> {
  // Whether a late file may run is another question; what stands before an applied one is refused below.
  const now = await readMigrationState(session, folder, { ...options, allowOutOfOrder: true });
  requireSound({ problems: now.problems.filter(standsAgainstRecording) });
  const recorded = new Set(now.applied.map(({ filename }) => filename));
  const missing = upTo.filter(({ filename }) => !recorded.has(filename));
  if (missing.length > 0) {
    refuseLaterEntries(now, upTo);
    if (!options.allowEmpty && (await isEmptyDatabase(session))) throw emptyDatabase(now, options);
    const { toolVersion } = options;
    const rows = missing.map((source) => insertBaselineStatement({ source, toolVersion }));
    // One message, so one transaction: all of them or none.
    await orInterrupted({ session, context: options.context }, "while recording", () =>
      session.query(`${preparation(now, folder.sources)}; ${rows.join(";\n")}`),
    );
    await writeLedgerCopy(now, session, options);
  }
  const names = new Set(upTo.map(({ filename }) => filename));
  return {
    recorded: missing.map(({ filename }) => filename),
    alreadyRecorded: upTo.length - missing.length,
    pending: now.pending.map(({ source }) => source.filename).filter((filename) => !names.has(filename)),
  };
}

function filesUpTo({ sources, path }: MigrationFolder, to: string | undefined): readonly MigrationSource[] {
  if (to === undefined) return sources;
  const last = sources.find(({ filename, number }) => filename === to || isNumber(to, number));
  if (last !== undefined) return sources.filter(({ number }) => number <= last.number);
  throw new InfraError("USAGE", `There is no migration ${to} in ${path}`, {
    hint: `Name one of: ${sources.map(({ filename }) => filename).join(", ") || "(there are none)"}`,
    details: { to },
  });
}

function isNumber(to: string, number: number): boolean {
  return /^\d+$/.test(to) && Number(to) === number;
}

/** Statements that cannot run do not matter in files that will not; a ledger copy is replaced by what is recorded now. */
function standsAgainstRecording({ kind }: PlanProblem): boolean {
  return kind !== "refused-statement" && kind !== "ledger-file";
}

function refuseLaterEntries({ applied }: MigrationState, upTo: readonly MigrationSource[]): void {
  const last = upTo.at(-1);
  const later = applied.filter(({ filename }) => (migrationNumber(filename) ?? 0) > (last?.number ?? 0));
  if (last === undefined || later.length === 0) return;
  const names = later.map(({ filename }) => filename);
  throw new InfraError(
    "LEDGER_INTEGRITY",
    `Nothing was recorded: the ledger already lists ${names.join(", ")}, beyond ${last.filename}`,
    {
      hint: `See what is recorded: ${infra("migrate", "status")}\nTo apply a file after later ones: ${infra("migrate", "--allow-out-of-order")}`,
      details: { to: last.filename, later: names },
    },
  );
}

function emptyDatabase({ database }: MigrationState, { connection }: BaselineOptions): InfraError {
  return new InfraError(
    "LEDGER_INTEGRITY",
    `Nothing was recorded: the database ${database.database} is empty, so no migration can have been applied to it`,
    {
      hint: `Apply them: ${infra("migrate")}\nIf they really create nothing, add --allow-empty`,
      details: { database: database.database, host: connection.host, port: connection.port },
    },
  );
}
