import { setImmediate } from "node:timers/promises";
import type { InfraError } from "../../errors/infra-error.js";
import type { InfraContext } from "../../events.js";
import type { ApplyOutcome, RunnableFile } from "./apply.js";
import { applyInTransaction } from "./apply-in-transaction.js";
import { applyOutsideTransaction } from "./apply-outside-transaction.js";
import { cancelOnAbort } from "../../postgres/cancel-on-abort.js";
import { interrupted } from "../../errors/interrupted.js";
import type { MigrationReport } from "../model/report.js";
import type { ConnectionLost, Session } from "../../postgres/session.js";
import { recordNotKept } from "../ledger/record-table.js";
import { fileFailed, type FailedFile } from "../sql/failure/sql-error.js";

export interface RunInput {
  session: Session;
  pending: readonly RunnableFile[];
  context: InfraContext;
}

/** The connection went while this file ran; only the table knows whether it was committed. */
export class OutcomeUnknown extends Error {
  override readonly name = "OutcomeUnknown";
  readonly file: RunnableFile;
  readonly failed: FailedFile;
  /** How long it had been running. */
  readonly durationMs: number;

  constructor(
    file: RunnableFile,
    { failed, durationMs, cause }: { failed: FailedFile; durationMs: number; cause: ConnectionLost },
  ) {
    super(`the outcome of ${file.filename} is not known`, { cause });
    this.file = file;
    this.failed = failed;
    this.durationMs = durationMs;
  }
}

/**
 * Runs the files in order, under the migration lock, and calls `onApplied` for each that was committed.
 *
 * @throws MIGRATION_FAILED, INTERRUPTED, {@link OutcomeUnknown}; files before the one named stay applied.
 */
export async function runPending(
  input: RunInput,
  onApplied: (file: MigrationReport["applied"][number]) => void,
): Promise<void> {
  const { session, pending, context } = input;
  const total = pending.length;
  let isOpen = false;
  /** Called when the next file is being sent, so that the server need not wait for it. */
  let tell = () => {};
  try {
    for (const [index, file] of pending.entries()) {
      const { kind, filename, migration } = file;
      if (context.signal.aborted) {
        if (isOpen) await session.query("rollback");
        throw interrupted(`before ${filename}`, context.signal.reason);
      }
      const startedAt = performance.now();
      const opensNext = pending[index + 1]?.migration.inTransaction ?? false;
      const work: Promise<ApplyOutcome> = migration.inTransaction
        ? applyInTransaction({ ...file, session, context, isOpen, opensNext })
        : applyOutsideTransaction({ ...file, session, context });
      await sent();
      tell();
      context.emit({ type: `${kind}.started`, filename, index, total });
      const outcome = await cancelOnAbort(session, context.signal, work);
      const durationMs = Math.round(performance.now() - startedAt);
      tell = () => {};
      if (outcome.kind !== "applied") throw failureOf(outcome, { file, context, durationMs });
      isOpen = outcome.nextIsOpen;
      onApplied({ filename, durationMs });
      tell = () => context.emit({ type: `${kind}.applied`, filename, durationMs, index, total });
    }
  } finally {
    tell();
  }
}

/** The library writes what it was given when the present turn of the event loop is over. */
const sent = setImmediate;

function failureOf(
  outcome: Exclude<ApplyOutcome, { kind: "applied" }>,
  { file, context, durationMs }: { file: RunnableFile; context: InfraContext; durationMs: number },
): InfraError | OutcomeUnknown {
  const { kind, filename, migration } = file;
  const { statement, remarks = [] } = outcome;
  const failed = { kind, filename, text: migration.text, statement, remarks };
  switch (outcome.kind) {
    case "unknown":
      return new OutcomeUnknown(file, { failed, durationMs, cause: outcome.error });
    case "failed":
      if (!context.signal.aborted) {
        const notKept = recordNotKept(outcome.error, { remarks });
        return notKept ?? fileFailed(outcome.error, { ...failed, hint: outcome.hint });
      }
      return interrupted(
        [
          `while applying ${filename}${migration.inTransaction ? "; nothing of it was kept" : ""}`,
          ...remarks,
        ].join("\n"),
        outcome.error,
        { details: { filename }, ...(outcome.hint !== undefined && { hint: outcome.hint }) },
      );
  }
}
