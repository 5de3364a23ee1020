import { messageOf } from "../../errors/message.js";
import { cancelOnAbort } from "../../postgres/cancel-on-abort.js";
import type { Session } from "../../postgres/session.js";
import { writeLedgerFile, type LedgerFile } from "./ledger-file.js";
import { readLedgerTable, type DatabaseState } from "./ledger-table.js";
import type { MigrateOptions } from "../model/options.js";
import type { LedgerEntry } from "../model/report.js";

/**
 * Brings the JSON copy in line with these rows, or with the table as it is now. The table is the record: a copy that cannot be
 * written is reported, and does not stop a migration.
 */
export async function writeLedgerCopy(
  { database, file }: { database: DatabaseState; file: LedgerFile },
  from: Session | readonly LedgerEntry[],
  { ledgerFile, context }: Pick<MigrateOptions, "ledgerFile" | "context">,
): Promise<void> {
  const { systemIdentifier, database: name } = database;
  try {
    const applied = "query" in from ? await readInTime(from) : from;
    await writeLedgerFile(ledgerFile, { version: 1, systemIdentifier, database: name, applied }, file);
  } catch (error) {
    const message = `The copy of the ledger could not be written to ${ledgerFile}: ${messageOf(error)}`;
    context.emit({ type: "warning", message });
  }
}

const READ_TIMEOUT_MS = 5_000;

/** Also after an abort; a locked table must not delay the end. */
async function readInTime(session: Session): Promise<LedgerEntry[]> {
  return cancelOnAbort(session, AbortSignal.timeout(READ_TIMEOUT_MS), readLedgerTable(session));
}
