import type { ApplyInput } from "./apply.js";
import type { SentQuery } from "../../postgres/session.js";
import { positionAt } from "../sql/source-position.js";
import type { Statement } from "../sql/scanner.js";

/**
 * Hands on what the server says while these statements run, with the line of the statement that made it say so. Returns
 * the way to stop listening.
 */
export function listenToNotices(
  { session, kind, filename, migration, context }: ApplyInput,
  running: readonly { query: SentQuery; statement: Statement }[],
): () => void {
  let current = 0; // statements run in order, so the search never goes back
  session.onNotice((notice) => {
    const active = running.findIndex(({ query }, index) => index >= current && query.isActive());
    if (active >= 0) current = active;
    const statement = active >= 0 ? running[active]?.statement : undefined;
    context.emit({
      type: `${kind}.notice`,
      filename,
      severity: notice["severity"] ?? "NOTICE",
      message: notice["message"] ?? "",
      ...(statement && { line: positionAt(migration.text, statement.start).line }),
    });
  });
  return () => session.onNotice(undefined);
}
