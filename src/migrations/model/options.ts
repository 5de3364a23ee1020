import type { InfraContext } from "../../events.js";
import type { DatabaseAddress } from "../../postgres/login.js";

/** The options of every function of the migrations. */
export interface MigrateOptions {
  connection: DatabaseAddress;
  /** Absolute path of the folder with the `NNN_description.sql` files. */
  directory: string;
  /** Absolute path of the JSON copy of the ledger; `undefined`: there is none to read, and none is written. */
  ledgerFile: string | undefined;
  /** Runs files whose number is below one already applied instead of stopping. */
  allowOutOfOrder: boolean;
  /** PostgreSQL's `lock_timeout` while migrating, milliseconds; 0: the server's own. */
  lockTimeoutMs: number;
  /** PostgreSQL's `statement_timeout` while migrating, milliseconds; 0: the server's own. */
  statementTimeoutMs: number;
  /** How long to wait for another migrator, milliseconds. */
  waitMs: number;
  /** Written to the row of each applied file. */
  toolVersion: string;
  /** Extensions that must exist before the first migration. */
  extensions?: readonly string[];
  context: InfraContext;
}
