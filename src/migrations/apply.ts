import type { InfraContext } from "../events.js";
import type { MigrationSource } from "./files.js";
import type { ParsedMigration } from "./refusals.js";
import type { Statement } from "./scanner.js";
import type { ConnectionLost, Session } from "./session.js";

/** A file about to run. */
export interface ApplyInput {
  session: Session;
  source: MigrationSource;
  migration: ParsedMigration;
  toolVersion: string;
  context: InfraContext;
}

/** How a file ended. */
export type ApplyOutcome =
  | { kind: "applied" }
  /** `statement` is absent when the end of the file failed; `remarks` tell what of it was kept, if anything. */
  | {
      kind: "failed";
      error: unknown;
      statement: Statement | undefined;
      remarks?: readonly string[];
      hint?: string;
    }
  /** The connection went before the answer came; the ledger row may have been committed. */
  | { kind: "unknown"; error: ConnectionLost; statement: Statement | undefined; remarks?: readonly string[] };

/**
 * Puts the session back as it was at login, so that no file can rely on settings, role or temporary tables of the one
 * before. This is DISCARD ALL but for the advisory locks, one of which is ours.
 */
export const RESTORE_SESSION = `close all; set session authorization default; reset role; reset all; deallocate all;
  unlisten *; discard temp`;
