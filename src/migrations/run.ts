import type { InfraError } from "../errors/infra-error.js";
import type { InfraContext } from "../events.js";
import type { ApplyInput, ApplyOutcome } from "./apply.js";
import { applyInTransaction } from "./apply-in-transaction.js";
import { applyOutsideTransaction } from "./apply-outside-transaction.js";
import { cancelOnAbort } from "./cancel-on-abort.js";
import type { MigrationSource } from "./files.js";
import { interrupted } from "./interrupted.js";
import type { ParsedMigration } from "./refusals.js";
import type { MigrationReport } from "./report.js";
import type { ConnectionLost, Session } from "./session.js";
import { migrationFailed } from "./sql-error.js";

/** A pending file with its text taken apart. */
export interface PreparedMigration {
  source: MigrationSource;
  migration: ParsedMigration;
}

export interface RunInput {
  session: Session;
  pending: readonly PreparedMigration[];
  toolVersion: string;
  context: InfraContext;
}

/** The connection went while this file ran; only the table knows whether it was committed. */
export class OutcomeUnknown extends Error {
  override readonly name = "OutcomeUnknown";
  readonly failed: Parameters<typeof migrationFailed>[1];
  /** How long it had been running. */
  readonly durationMs: number;

  constructor(failed: OutcomeUnknown["failed"], durationMs: number, cause: ConnectionLost) {
    super(`the outcome of ${failed.filename} is not known`, { cause });
    this.failed = failed;
    this.durationMs = durationMs;
  }
}

/**
 * Runs the files in order, under the migration lock, and tells `onApplied` of each that was committed.
 *
 * @throws MIGRATION_FAILED, INTERRUPTED, {@link OutcomeUnknown}; files before the one named stay applied.
 */
export async function runPending(
  input: RunInput,
  onApplied: (file: MigrationReport["applied"][number]) => void,
): Promise<void> {
  const { session, pending, context, toolVersion } = input;
  const total = pending.length;
  for (const [index, { source, migration }] of pending.entries()) {
    const { filename } = source;
    if (context.signal.aborted) throw interrupted(`before ${filename}`, context.signal.reason);
    context.emit({ type: "migration.started", filename, index, total });
    const startedAt = performance.now();
    const apply = migration.inTransaction ? applyInTransaction : applyOutsideTransaction;
    const work = apply({ session, source, migration, toolVersion, context });
    const outcome = await cancelOnAbort(session, context.signal, work);
    const durationMs = Math.round(performance.now() - startedAt);
    if (outcome.kind !== "applied") throw failureOf(outcome, { source, migration, context, durationMs });
    onApplied({ filename, durationMs });
    context.emit({ type: "migration.applied", filename, durationMs, index, total });
  }
}

function failureOf(
  outcome: Exclude<ApplyOutcome, { kind: "applied" }>,
  input: Pick<ApplyInput, "source" | "migration" | "context"> & { durationMs: number },
): InfraError | OutcomeUnknown {
  const { source, migration, context, durationMs } = input;
  const { filename } = source;
  const { statement, remarks = [] } = outcome;
  const failed = { filename, text: migration.text, statement, remarks };
  switch (outcome.kind) {
    case "unknown":
      return new OutcomeUnknown(failed, durationMs, outcome.error);
    case "failed":
      if (!context.signal.aborted) return migrationFailed(outcome.error, { ...failed, hint: outcome.hint });
      return interrupted(
        [
          `while applying ${filename}${migration.inTransaction ? "; nothing of it was kept" : ""}`,
          ...remarks,
        ].join("\n"),
        outcome.error,
        { filename },
      );
  }
}
