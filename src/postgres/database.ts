import { abortable, withDeadline } from "../system/deadline.js";
import { connectPostgres } from "./connect.js";
import type { DatabaseAddress } from "./login.js";

const CREATE_TIMEOUT_MS = 60_000;

/** SQLSTATE of a login to a database that does not exist. */
export const DATABASE_MISSING = "3D000";

/** A database that does not exist, or that accepts no logins. */
const CLOSED = new Set([DATABASE_MISSING, "55000"]);

/**
 * Creates the database of `address`, logging in to the maintenance database, or to the template where that was dropped or does
 * not accept logins. Does nothing if it is there meanwhile: the server may still be at work on it for a command that was killed.
 */
export async function createDatabase(address: DatabaseAddress, signal: AbortSignal): Promise<void> {
  const deadline = withDeadline(CREATE_TIMEOUT_MS, signal);
  const from = (database: string) => createFrom(database, address, deadline);
  await from("postgres").catch(async (error: unknown) => {
    if (!CLOSED.has((error as { code?: string }).code ?? "")) throw error;
    await from("template1");
  });
}

async function createFrom(database: string, address: DatabaseAddress, signal: AbortSignal): Promise<void> {
  const sql = await connectPostgres(
    { ...address, database },
    { applicationName: "infra", connectTimeoutMs: CREATE_TIMEOUT_MS },
  );
  try {
    await abortable(sql`set default_transaction_read_only = off`, signal);
    await abortable(sql`create database ${sql(address.database)}`, signal);
  } catch (error) {
    if (!MADE_BY_ANOTHER.has((error as { code?: string }).code ?? "")) throw error;
  } finally {
    await sql.end({ timeout: 1 });
  }
}

/** duplicate_database; unique_violation is what the second of two gets that are at it at the same time. */
const MADE_BY_ANOTHER = new Set(["42P04", "23505"]);
