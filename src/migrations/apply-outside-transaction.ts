import { RESTORE_SESSION, type ApplyInput, type ApplyOutcome } from "./apply.js";
import { dropAdvice, findInvalidIndexes, type InvalidIndex } from "./invalid-indexes.js";
import { listenToNotices } from "./notices.js";
import type { ParsedMigration } from "./refusals.js";
import { ConnectionLost } from "./session.js";
import { positionAt } from "./source-position.js";

/**
 * Runs a file that starts with `-- infra:no-transaction`: one statement after the other, each on its own, then the ledger
 * row. What ran before a failure stays, so the outcome says exactly what that was.
 */
export async function applyOutsideTransaction(input: ApplyInput): Promise<ApplyOutcome> {
  const startedAt = performance.now();
  let done = 0;
  try {
    for (const statement of input.migration.statements) {
      await runStatement(input, statement);
      done += 1;
    }
    await refuseInvalidIndexes(input);
    const durationMs = Math.round(performance.now() - startedAt);
    await input.session.query(`${RESTORE_SESSION}; ${input.record(durationMs)}`);
    return { kind: "applied" };
  } catch (error) {
    return await failedAfter(input, done, error);
  }
}

async function runStatement(
  input: ApplyInput,
  statement: ParsedMigration["statements"][number],
): Promise<void> {
  const query = input.session.send(input.migration.text.slice(statement.start, statement.end));
  const stopListening = listenToNotices(input, [{ query, statement }]);
  try {
    await query.done;
  } finally {
    stopListening();
  }
}

/** CREATE INDEX CONCURRENTLY IF NOT EXISTS is content with an invalid index of that name; we are not. */
async function refuseInvalidIndexes({ session, migration }: ApplyInput): Promise<void> {
  const left = indexesOf(migration, await findInvalidIndexes(session));
  if (left.length === 0) return;
  throw new Error(`the index ${left.map(({ qualified }) => qualified).join(", ")} is there but invalid`);
}

async function failedAfter(input: ApplyInput, done: number, error: unknown): Promise<ApplyOutcome> {
  const { session, migration } = input;
  const statement = migration.statements[done];
  const remarks = [whatRan(migration, done)];
  if (error instanceof ConnectionLost || session.isLost) {
    const lost = error instanceof ConnectionLost ? error : new ConnectionLost("lost", { cause: error });
    return { kind: "unknown", error: lost, statement, remarks };
  }
  const invalid = indexesOf(migration, await findInvalidIndexes(session));
  const hint =
    "What ran before stays. Undo it, or make the file safe to run again (IF NOT EXISTS), then run the command again.";
  if (invalid.length === 0) return { kind: "failed", error, statement, remarks, hint };
  const names = invalid.map(({ qualified }) => qualified).join(", ");
  return {
    kind: "failed",
    error,
    statement,
    remarks: [...remarks, `  Invalid index left behind: ${names}`],
    hint: `${dropAdvice(invalid)}\n${hint}`,
  };
}

function indexesOf(migration: ParsedMigration, invalid: readonly InvalidIndex[]): InvalidIndex[] {
  const text = migration.text.toLowerCase();
  return invalid.filter(({ name }) => text.includes(name.toLowerCase()));
}

/** In the words of the file: statements and their lines. */
function whatRan({ text, statements }: ParsedMigration, done: number): string {
  if (done === 0) return `  Of its ${statements.length} statements none had run before.`;
  const lines = statements.slice(0, done).map(({ start }) => positionAt(text, start).line);
  const which =
    done === 1 ? `statement 1 (line ${lines[0]})` : `statements 1 to ${done} (lines ${lines.join(", ")})`;
  return `  Of its ${statements.length} statements, ${which} ran and stay${done === 1 ? "s" : ""}; it runs without a transaction.`;
}
