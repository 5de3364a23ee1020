import type { Sql } from "postgres";
import type { PostgresConfig } from "../config/resolved.js";
import { withoutPgVariables } from "../system/without-pg-variables.js";

export interface PostgresConnectionOptions {
  host: string;
  port: number;
  login: Pick<PostgresConfig, "user" | "password" | "database">;
  /** Shown in the server's `pg_stat_activity`. */
  applicationName: string;
  connectTimeoutMs: number;
}

/** One connection for a question or two, opened at the first of them; `end()` is the caller's. */
export async function connectPostgres(options: PostgresConnectionOptions): Promise<Sql> {
  const { host, port, login, applicationName, connectTimeoutMs } = options;
  const { default: postgres } = await import("postgres");
  return withoutPgVariables(() =>
    postgres({
      host,
      port,
      user: login.user,
      password: login.password.reveal(),
      database: login.database,
      max: 1,
      ssl: false,
      fetch_types: false,
      connect_timeout: connectTimeoutMs / 1000,
      connection: { application_name: applicationName },
      onnotice: () => undefined,
    }),
  );
}
