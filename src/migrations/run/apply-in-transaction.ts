import type { ApplyInput, ApplyOutcome } from "./apply.js";
import type { Statement } from "../sql/scanner.js";
import { listenToNotices } from "./notices.js";
import { ConnectionLost, type SentQuery, type Session } from "../../postgres/session.js";

export interface TransactionInput extends ApplyInput {
  /** The transaction was opened by the file before. */
  isOpen: boolean;
  /** The file after this one needs a transaction. */
  opensNext: boolean;
}

/**
 * Runs a file and its ledger row in one transaction. Once the transaction is open, all statements are sent at once, each
 * as a separate message: few round trips, yet every error and notice belongs to its statement. After a failure
 * the server refuses the rest, the commit included, because the transaction is aborted. The next file's transaction is opened along
 * with the commit, which leaves one round trip for each file.
 */
export async function applyInTransaction(input: TransactionInput): Promise<ApplyOutcome> {
  const { session, isOpen, opensNext } = input;
  const { text, statements } = input.migration;
  // Waited for: if it were to fail (a cancel that comes early), the statements behind it would commit one by one.
  const begin = isOpen ? undefined : await settle(session.send("begin"));
  if (begin !== undefined) return failed(begin.error, undefined);

  const sent = statements.map((statement) => ({
    statement,
    query: session.send(text.slice(statement.start, statement.end)),
  }));
  const finish = session.send(`set constraints all immediate; ${session.restore} ${input.record()}; commit`);
  const beginNext = opensNext ? session.send("begin") : undefined;
  const stopListening = listenToNotices(input, sent);
  try {
    const answers = await Promise.all([...sent.map(({ query }) => query), finish].map(settle));
    const next = beginNext && (await settle(beginNext));
    const first = answers.findIndex((answer) => answer !== undefined);
    if (first < 0) return { kind: "applied", nextIsOpen: beginNext !== undefined && next === undefined };
    await rollBack(session);
    return failed(answers[first]?.error, statements[first]);
  } finally {
    stopListening();
  }
}

/** If the connection was lost, the server has rolled the transaction back. */
async function rollBack(session: Session): Promise<void> {
  const failure = await settle(session.send("rollback"));
  if (failure !== undefined && !(failure.error instanceof ConnectionLost)) throw failure.error;
}

function failed(error: unknown, statement: Statement | undefined): ApplyOutcome {
  if (error instanceof ConnectionLost) return { kind: "unknown", error, statement };
  return { kind: "failed", error, statement };
}

/** The error, if there was one: an unhandled rejection would end the process. */
async function settle(query: SentQuery): Promise<{ error: unknown } | undefined> {
  try {
    await query.done;
    return undefined;
  } catch (error) {
    return { error };
  }
}
