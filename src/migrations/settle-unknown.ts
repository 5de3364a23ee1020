import { InfraError } from "../errors/infra-error.js";
import { messageOf } from "../errors/message.js";
import { waitUntil } from "../system/wait-until.js";
import { readLedgerTable } from "./ledger-table.js";
import { withMigrationLock } from "./lock.js";
import type { MigrateOptions } from "./options.js";
import type { MigrationReport } from "./report.js";
import type { OutcomeUnknown } from "./run.js";
import { openSession, type Session } from "./session.js";
import { migrationFailed } from "./sql-error.js";

/**
 * Finds out what became of a file whose connection went: takes the lock, which the old session keeps for as long as
 * it lives, and looks for the row.
 *
 * @throws MIGRATION_FAILED when it was not committed, or when the server cannot be asked.
 */
export async function settleUnknown(
  unknown: OutcomeUnknown,
  options: MigrateOptions,
): Promise<MigrationReport["applied"][number]> {
  const { failed, durationMs } = unknown;
  const session = await reconnect(unknown, options);
  try {
    const rows = await withMigrationLock(session, options, () => readLedgerTable(session));
    if (rows.some(({ filename }) => filename === failed.filename)) {
      return { filename: failed.filename, durationMs };
    }
  } finally {
    await session.close();
  }
  const remarks = [...(failed.remarks ?? []), "  The server was asked: the file is not recorded as applied."];
  throw migrationFailed(unknown.cause, { ...failed, remarks, hint: "Run the command again." });
}

const PATIENCE_MS = 10_000;

/** A server that crashed is back within seconds if somebody restarts it. */
async function reconnect(unknown: OutcomeUnknown, options: MigrateOptions): Promise<Session> {
  let lastError: unknown = unknown.cause;
  const look = async () => {
    try {
      return await openSession(options);
    } catch (error) {
      lastError = error;
      return undefined;
    }
  };
  const { signal } = options.context;
  const wait = { timeoutMs: PATIENCE_MS, intervalMs: 100, maxIntervalMs: 500, signal };
  const session = await waitUntil(look, wait).catch((error: unknown) => {
    lastError = error; // aborted: the answer is the same, nobody was asked
    return undefined;
  });
  if (session === undefined) throw cannotAsk(unknown, lastError);
  return session;
}

function cannotAsk(unknown: OutcomeUnknown, error: unknown): InfraError {
  const { filename } = unknown.failed;
  return new InfraError(
    "MIGRATION_FAILED",
    `Migration failed at ${filename}: ${messageOf(unknown.cause)}, and the server cannot be asked whether it was committed (${messageOf(error)})`,
    {
      hint: "The ledger in the database knows. Bring the server back and run the command again: it goes on from there.",
      details: { filename, outcome: "unknown" },
      cause: unknown,
    },
  );
}
