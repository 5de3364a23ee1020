import type { Sql } from "postgres";
import { clientOptions } from "./client-options.js";
import type { DatabaseAddress } from "./login.js";
import { withoutPgVariables } from "./pg-variables.js";

/**
 * One connection for a question or two, opened at the first of them; `end()` is the caller's.
 *
 * @param options.applicationName shown in the server's `pg_stat_activity`
 */
export async function connectPostgres(
  address: DatabaseAddress,
  options: { applicationName: string; connectTimeoutMs: number },
): Promise<Sql> {
  const { default: postgres } = await import("postgres");
  return withoutPgVariables(() => postgres(clientOptions(address, options)));
}
