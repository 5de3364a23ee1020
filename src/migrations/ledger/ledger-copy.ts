import { messageOf } from "../../errors/message.js";
import { writeLedgerFile, type LedgerFile } from "./ledger-file.js";
import type { DatabaseState } from "./ledger-table.js";
import type { MigrateOptions } from "../options.js";
import type { LedgerEntry } from "../report.js";

/**
 * Brings the JSON copy in line with these rows. The table is the record: a copy that cannot be written is told, and costs
 * nobody a migration.
 */
export async function writeLedgerCopy(
  { database, file }: { database: DatabaseState; file: LedgerFile },
  applied: readonly LedgerEntry[],
  { ledgerFile, context }: Pick<MigrateOptions, "ledgerFile" | "context">,
): Promise<void> {
  const { systemIdentifier, database: name } = database;
  try {
    await writeLedgerFile(ledgerFile, { version: 1, systemIdentifier, database: name, applied }, file);
  } catch (error) {
    const message = `The copy of the ledger could not be written to ${ledgerFile}: ${messageOf(error)}`;
    context.emit({ type: "warning", message });
  }
}
