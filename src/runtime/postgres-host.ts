import type { InfraContext } from "../events.js";
import type { Login } from "../postgres/login.js";
import type { ProgramResult } from "../system/run-program.js";

export interface PgDumpRequest {
  /** The user and the database to dump. */
  login: Login;
  /** In addition to the login. */
  args: readonly string[];
  signal: AbortSignal;
}

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

  /** Runs the pg_dump that came with the server, next to it; `undefined` where there is none. */
  pgDump(request: PgDumpRequest): Promise<ProgramResult | undefined>;
}
