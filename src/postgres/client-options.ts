import type { Options } from "postgres";
import type { DatabaseAddress } from "./login.js";

/** The types do not know of `socket`. */
export type ClientOptions = Options<Record<string, never>>;

/** What every client of the library `postgres` is given: one connection, no query but the caller's. */
export function clientOptions(
  { host, port, user, password, database, tls }: DatabaseAddress,
  { applicationName, connectTimeoutMs }: { applicationName: string; connectTimeoutMs: number },
): ClientOptions {
  return {
    // As a list, which the types do not know: a single text would be cut at its colons, and an IPv6 address has some.
    host: [host] as unknown as string,
    port: [port] as unknown as number,
    ...(host.startsWith("/") && { path: `${host}/.s.PGSQL.${port}` }),
    user,
    database,
    password: () => password.reveal(),
    // With the host: for an address the library would else compare the certificate with "localhost".
    ssl: tls === "verify-full" ? { host } : (tls ?? false),
    max: 1,
    fetch_types: false,
    connect_timeout: connectTimeoutMs / 1000,
    onnotice: () => undefined,
    connection: { application_name: applicationName },
  };
}
