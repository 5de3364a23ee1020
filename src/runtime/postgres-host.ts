import type { InfraContext } from "../events.js";
import type { ProgramResult } from "../system/run-program.js";

/** The operations of a runtime on PostgreSQL's data and its databases. */
export interface PostgresHost {
  /**
   * Called when PostgreSQL answers but does not know the configured user, password or database although the data is ours
   * (a first start, or a changed configuration): brings them in line. The server may be restarted for it.
   */
  reconcileLogin(missing: "credentials" | "database-missing", context: InfraContext): Promise<void>;

  /** Removes PostgreSQL's data for good. Does nothing if there is none. Throws DATA_NOT_REMOVED. */
  removeData(context: InfraContext): Promise<{ removed: boolean }>;

  /**
   * Checks that everything was removed. Throws DATA_NOT_REMOVED for what is left, FOREIGN_OBJECT for what has this
   * environment's names and belongs to another.
   */
  requireRemoved?(): Promise<void>;

  /**
   * Runs the pg_dump that came with the server, on the configured database, with these arguments in addition to the login;
   * `undefined` where there is none.
   */
  pgDump(args: readonly string[], signal: AbortSignal): Promise<ProgramResult | undefined>;
}
