import type { FileKind, InfraContext } from "../../events.js";
import type { ParsedMigration } from "../sql/refusals.js";
import type { Statement } from "../sql/scanner.js";
import type { ConnectionLost, Session } from "../../postgres/session.js";

/** A file to run, and how it is recorded. */
export interface RunnableFile {
  kind: FileKind;
  filename: string;
  migration: ParsedMigration;
  /** The statement that records it. Without `durationMs` it runs in the file's own transaction and takes its time from there. */
  record(durationMs?: number): string;
  /** Does the database say that it was applied as it is now? */
  isRecorded(session: Session): Promise<boolean>;
}

/** A file about to run. */
export interface ApplyInput extends RunnableFile {
  session: Session;
  context: InfraContext;
}

/** How a file ended. `nextIsOpen`: the transaction of the file after it is open already. */
export type ApplyOutcome =
  | { kind: "applied"; nextIsOpen: boolean }
  /** `statement` is absent when the end of the file failed; `remarks` say which statements took effect, if any. */
  | {
      kind: "failed";
      error: unknown;
      statement: Statement | undefined;
      remarks?: readonly string[];
      hint?: string;
    }
  /** The connection was lost before the answer; the ledger row may have been committed. */
  | { kind: "unknown"; error: ConnectionLost; statement: Statement | undefined; remarks?: readonly string[] };
