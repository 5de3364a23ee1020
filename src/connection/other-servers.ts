/** libpq follows these before host and port. */
const STRONGER_THAN_HOST = new Set(["PGHOSTADDR", "PGSERVICE", "PGSERVICEFILE"]);

/**
 * An environment without the variables that would lead a program to another PostgreSQL although it is given ours: in a
 * developer's shell they name, at worst, the one in production.
 */
export function withoutOtherServers(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !STRONGER_THAN_HOST.has(name)));
}
