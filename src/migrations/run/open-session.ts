import type { PostgresError } from "postgres";
import { InfraError } from "../../errors/infra-error.js";
import { recordNotKept } from "../ledger/record-table.js";
import type { DatabaseAddress } from "../../postgres/login.js";
import { openSession, type Session, type SessionOptions } from "../../postgres/session.js";
import { infra } from "../../system/own-command.js";

/** Of what the session of a migrator is given, what its callers choose. */
export type MigrationSessionOptions = Pick<
  SessionOptions,
  "connection" | "lockTimeoutMs" | "statementTimeoutMs" | "context"
>;

/**
 * Logs in to the database to migrate.
 *
 * @throws NOT_HEALTHY when the server cannot be reached or refuses the login; INTERRUPTED.
 */
export async function openMigrationSession({
  connection,
  lockTimeoutMs,
  statementTimeoutMs,
  context,
}: MigrationSessionOptions): Promise<Session> {
  return openSession({
    connection,
    lockTimeoutMs,
    statementTimeoutMs,
    context,
    applicationName: `infra migrate (pid ${process.pid})`,
    explainRefusal: (error) => recordNotKept(error) ?? refused(connection, error),
  });
}

/** A query of infra itself fails because a privilege is missing, or because another session locks its tables. */
function refused({ user, database }: DatabaseAddress, cause: PostgresError): InfraError {
  const hints: Record<string, string> = {
    // insufficient_privilege
    "42501": `${user} needs the right to create tables in the schema public, or the tables schema_migrations and schema_seeds there as their owner`,
    // lock_not_available
    "55P03":
      "Another session holds a lock on the tables of infra longer than migrations.lockTimeoutMs. Close it, or raise the setting, and run the command again",
    // query_canceled: not by us, that is INTERRUPTED
    "57014":
      "If migrations.statementTimeoutMs ended it, raise that setting (0 for no limit) and run the command again",
  };
  return new InfraError(
    "MIGRATION_FAILED",
    `Migration failed: PostgreSQL rejected a query of infra on ${database}: ${cause.message} (SQLSTATE ${cause.code})`,
    {
      hint: hints[cause.code] ?? `Check its state: ${infra("migrate", "status")}`,
      details: { message: cause.message, sqlState: cause.code },
      cause,
    },
  );
}
