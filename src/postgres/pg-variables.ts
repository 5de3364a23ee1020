import type { Login } from "./login.js";

/**
 * The rules for the `PG…` variables of libpq. Those found in the environment are meant for another database, so infra itself and
 * pg_dump see none of them. A program of the user's keeps those that do not choose the server.
 */

/** The variables with which libpq finds this database by itself. The password stays a secret until the caller reveals it. */
export function pgVariables({
  host,
  port,
  user,
  password,
  database,
}: Login & { host: string; port: number }) {
  return {
    PGHOST: host,
    PGPORT: String(port),
    PGUSER: user,
    PGPASSWORD: password,
    PGDATABASE: database,
  };
}

/** {@link pgVariables} for a program that infra starts: by environment, because every user of the machine can read arguments. */
export function revealedPgVariables(address: Parameters<typeof pgVariables>[0]): Record<string, string> {
  const variables = pgVariables(address);
  return { ...variables, PGPASSWORD: variables.PGPASSWORD.reveal() };
}

/** libpq follows these before host and port. */
const STRONGER_THAN_HOST = new Set(["PGHOSTADDR", "PGSERVICE", "PGSERVICEFILE"]);

/**
 * An environment without the variables that would lead a program to another PostgreSQL although it is given ours: in a
 * developer's shell they name, at worst, the one in production.
 */
export function withoutOtherServers(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !STRONGER_THAN_HOST.has(name)));
}

/** An environment without any variable of libpq: PGOPTIONS and PGSSLMODE too are meant for another database. */
export function withoutPgEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !isPgVariable(name)));
}

/**
 * Makes something while the PG… variables of this process are out of sight. The library `postgres` takes from them what it was
 * not given, and `PGTARGETSESSIONATTRS` in any case (it falls back to `any`, libpq's default).
 */
export function withoutPgVariables<T>(make: () => T): T {
  const hidden = Object.entries(process.env).filter(([name]) => isPgVariable(name));
  for (const [name] of hidden) delete process.env[name];
  try {
    return make();
  } finally {
    Object.assign(process.env, Object.fromEntries(hidden));
  }
}

function isPgVariable(name: string): boolean {
  return name.startsWith("PG");
}
