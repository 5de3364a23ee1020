import type { ApplyInput, ApplyOutcome } from "./apply.js";
import {
  dropAdvice,
  findInvalidIndexes,
  invalidIndexText,
  namedIn,
  type InvalidIndex,
} from "./invalid-indexes.js";
import { listenToNotices } from "./notices.js";
import type { ParsedMigration } from "../sql/refusals.js";
import { ConnectionLost } from "../../postgres/session.js";
import { positionAt } from "../sql/source-position.js";

/**
 * Runs a file that starts with `-- infra:no-transaction`: one statement after the other, each on its own, then the ledger
 * row. What ran before a failure stays, so the outcome says exactly what that was, and which indexes it left invalid.
 */
export async function applyOutsideTransaction(input: ApplyInput): Promise<ApplyOutcome> {
  const { session, migration } = input;
  const startedAt = performance.now();
  const progress: Progress = { done: 0, invalidBefore: [] };
  try {
    progress.invalidBefore = await findInvalidIndexes(session);
    const inTheWay = leftInTheWay(migration, progress.invalidBefore);
    if (inTheWay !== undefined) return inTheWay;
    tellOfOthers(input, progress.invalidBefore);
    for (const statement of migration.statements) {
      await runStatement(input, statement);
      progress.done += 1;
    }
    await refuseInvalidIndexes(input, progress);
    const durationMs = Math.round(performance.now() - startedAt);
    await session.send(`${session.restore} ${input.record(durationMs)}`).done;
    return { kind: "applied", nextIsOpen: false };
  } catch (error) {
    return await failedAfter(input, progress, error);
  }
}

/** What to do after a file failed that runs without a transaction. */
export function outsideHint(invalid: readonly InvalidIndex[]): string {
  const hint =
    "The statements that ran are not undone. Undo them, or make the file safe to run again (IF NOT EXISTS), then run the command again";
  return invalid.length === 0 ? hint : `${dropAdvice(invalid)}\n${hint}`;
}

interface Progress {
  /** How many statements ran. */
  done: number;
  /** Indexes that were invalid before the file began. */
  invalidBefore: readonly InvalidIndex[];
}

/**
 * An invalid index of the same name, from an earlier attempt: CREATE INDEX would fail on it or, with IF NOT EXISTS, be content
 * with it. A file that drops or rebuilds it by itself knows what it does.
 */
function leftInTheWay(
  { text, statements }: ParsedMigration,
  invalid: readonly InvalidIndex[],
): ApplyOutcome | undefined {
  const mended = statements
    .filter(({ head }) => head[0] === "reindex" || (head[0] === "drop" && head[1] === "index"))
    .flatMap(({ start, end }) => namedIn(text.slice(start, end), invalid));
  const left = namedIn(text, invalid).filter((index) => !mended.includes(index));
  if (left.length === 0) return undefined;
  return {
    kind: "failed",
    error: new Error(uncapitalised(invalidIndexText(left))),
    statement: statements.find(({ start, end }) => namedIn(text.slice(start, end), left).length > 0),
    remarks: ["  No statement of the file was run."],
    hint: `${dropAdvice(left)}\nThen run the command again`,
  };
}

function tellOfOthers({ migration, context }: ApplyInput, invalid: readonly InvalidIndex[]): void {
  const named = namedIn(migration.text, invalid);
  const others = invalid.filter((index) => !named.includes(index));
  if (others.length === 0) return;
  context.emit({ type: "warning", message: `${invalidIndexText(others)}. ${dropAdvice(others)}` });
}

function uncapitalised(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
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

/** A file counts as applied only when the indexes it speaks of are good. */
async function refuseInvalidIndexes(input: ApplyInput, progress: Progress): Promise<void> {
  const left = await leftBehind(input, progress);
  if (left.length > 0) throw new Error(uncapitalised(invalidIndexText(left)));
}

/** The indexes that became invalid since the file began, and those it names; an index without a name in the file has one too. */
async function leftBehind(
  { session, migration }: ApplyInput,
  { invalidBefore }: Progress,
): Promise<InvalidIndex[]> {
  const before = new Set(invalidBefore.map(({ qualified }) => qualified));
  const now = await findInvalidIndexes(session);
  const named = namedIn(migration.text, now);
  return now.filter((index) => !before.has(index.qualified) || named.includes(index));
}

async function failedAfter(input: ApplyInput, progress: Progress, error: unknown): Promise<ApplyOutcome> {
  const { session, migration } = input;
  const statement = migration.statements[progress.done];
  const remarks = [whatRan(migration, progress.done)];
  const lost = lossIn(error);
  if (lost !== undefined) return { kind: "unknown", error: lost, statement, remarks };
  if (session.isLost) return { kind: "failed", error, statement, remarks, hint: outsideHint([]) };
  const invalid = await leftBehind(input, progress);
  if (invalid.length > 0) {
    remarks.push(`  Invalid index left behind: ${invalid.map(({ qualified }) => qualified).join(", ")}`);
  }
  return { kind: "failed", error, statement, remarks, hint: outsideHint(invalid) };
}

/** Of what was sent, or behind what a question of our own was answered with. */
function lossIn(error: unknown): ConnectionLost | undefined {
  if (error instanceof ConnectionLost) return error;
  return error instanceof Error && error.cause instanceof ConnectionLost ? error.cause : undefined;
}

/** The statements with their lines in the file. */
function whatRan({ text, statements }: ParsedMigration, done: number): string {
  if (done === 0) return `  None of its ${statements.length} statements had run before.`;
  const lines = statements.slice(0, done).map(({ start }) => positionAt(text, start).line);
  const which =
    done === 1 ? `statement 1 (line ${lines[0]})` : `statements 1 to ${done} (lines ${lines.join(", ")})`;
  return `  Of its ${statements.length} statements, ${which} ran and stay${done === 1 ? "s" : ""}; it runs without a transaction.`;
}
