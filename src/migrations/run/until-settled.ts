import { InfraError } from "../../errors/infra-error.js";
import { messageOf } from "../../errors/message.js";
import { waitUntil } from "../../system/wait-until.js";
import { outsideHint } from "./apply-outside-transaction.js";
import { findInvalidIndexes, invalidIndexText } from "./invalid-indexes.js";
import { withMigrationLock } from "./lock.js";
import type { MigrateOptions } from "../model/options.js";
import type { MigrationReport } from "../model/report.js";
import { OutcomeUnknown } from "./run.js";
import { openMigrationSession } from "./open-session.js";
import type { Session } from "../../postgres/session.js";
import { FAILED, fileFailed } from "../sql/failure/sql-error.js";

type Settings = Pick<
  MigrateOptions,
  "connection" | "lockTimeoutMs" | "statementTimeoutMs" | "waitMs" | "context"
>;
type AppliedFile = MigrationReport["applied"][number];

/**
 * Does `work` over as many connections as it takes: goes on with the next one when a connection was lost, but the file
 * it carried proves to be applied, which is reported to `onApplied`.
 */
export async function untilSettled(
  settings: Settings & { onApplied: (file: AppliedFile) => void },
  work: (session: Session) => Promise<void>,
): Promise<void> {
  for (;;) {
    const session = await openMigrationSession(settings);
    try {
      return await work(session);
    } catch (error) {
      if (!(error instanceof OutcomeUnknown)) throw error;
      settings.onApplied(await settleUnknown(error, settings));
    } finally {
      await session.close();
    }
  }
}

/**
 * Finds out what became of a file whose connection went: takes the lock, which the old session keeps for as long as
 * it lives, and looks for the row.
 *
 * @throws MIGRATION_FAILED when it was not committed, or when the server cannot be asked.
 */
async function settleUnknown(unknown: OutcomeUnknown, settings: Settings): Promise<AppliedFile> {
  const { file, durationMs } = unknown;
  const session = await reconnect(unknown, settings);
  try {
    return await withMigrationLock(session, settings, async () => {
      if (await file.isRecorded(session)) return { filename: file.filename, durationMs };
      throw await notRecorded(unknown, session);
    });
  } finally {
    await session.close();
  }
}

async function notRecorded({ file, failed, cause }: OutcomeUnknown, session: Session): Promise<InfraError> {
  const remarks = [...(failed.remarks ?? []), "  The server has no record of the file as applied."];
  const again = "Run the command again";
  if (file.migration.inTransaction) return fileFailed(cause, { ...failed, remarks, hint: again });
  const invalid = await findInvalidIndexes(session);
  if (invalid.length > 0) remarks.push(`  ${invalidIndexText(invalid)}.`);
  return fileFailed(cause, { ...failed, remarks, hint: outsideHint(invalid) });
}

const PATIENCE_MS = 10_000;

/** A server that crashed is back within seconds if it is restarted. */
async function reconnect(unknown: OutcomeUnknown, settings: Settings): Promise<Session> {
  let lastError: unknown = unknown.cause;
  const look = async () => {
    try {
      return await openMigrationSession(settings);
    } catch (error) {
      lastError = error;
      return undefined;
    }
  };
  const { signal } = settings.context;
  const wait = { timeoutMs: PATIENCE_MS, intervalMs: 100, maxIntervalMs: 500, signal };
  const session = await waitUntil(look, wait).catch((error: unknown) => {
    lastError = error; // aborted: the answer is the same without a query
    return undefined;
  });
  if (session === undefined) throw cannotAsk(unknown, lastError);
  return session;
}

function cannotAsk(unknown: OutcomeUnknown, error: unknown): InfraError {
  const { kind, filename } = unknown.file;
  return new InfraError(
    "MIGRATION_FAILED",
    `${FAILED[kind]} at ${filename}: ${messageOf(unknown.cause)}, and it is unknown whether it was committed (${messageOf(error)})`,
    {
      hint: "Start the server and run the command again: it reads the ledger in the database and continues from there",
      details: { filename, outcome: "unknown" },
      cause: unknown,
    },
  );
}
