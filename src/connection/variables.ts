import { CHECKOUT_ID, checksumsName, checksumsOf } from "../config/exported-set.js";
import type { ResolvedConfig } from "../config/resolved.js";
import { Secret } from "../errors/secret.js";
import { pgVariables } from "../postgres/pg-variables.js";
import type { ConnectionDescriptor } from "./descriptor.js";

/** Variable names in the order they are written; secrets stay secrets until the caller reveals them. */
export type ConnectionVariables = Readonly<Record<string, string | Secret>>;

/**
 * All variables that an application may read: the names of infra, those of the seeds, and those that libpq and common
 * frameworks read.
 *
 * @param generatedAt ISO 8601 in UTC
 */
export function connectionVariables(
  config: ResolvedConfig,
  connection: ConnectionDescriptor,
  generatedAt: string,
): ConnectionVariables {
  const { dbHost, dbName, dbUser, dbPassword, redisHost } = connection;
  const [dbPort, redisPort] = [String(connection.dbPort), String(connection.redisPort)];
  const own = config.variablePrefix;
  const variables = {
    [`${own}PG_HOST`]: dbHost,
    [`${own}PG_PORT`]: dbPort,
    [`${own}PG_USER`]: dbUser,
    [`${own}PG_PASSWORD`]: dbPassword,
    [`${own}PG_DB`]: dbName,
    [`${own}REDIS_HOST`]: redisHost,
    [`${own}REDIS_PORT`]: redisPort,
    [`${own}INFRA_NETWORK`]: config.network,
    [`${own}PG_VOLUME`]: config.postgres.volume,
    [`${own}PG_IMAGE`]: config.postgres.image,
    [`${own}REDIS_IMAGE`]: config.redis.image,
    POSTGRES_HOST: dbHost,
    POSTGRES_PORT: dbPort,
    POSTGRES_USER: dbUser,
    POSTGRES_PASSWORD: dbPassword,
    POSTGRES_DB: dbName,
    DB_HOST: dbHost,
    DB_PORT: dbPort,
    DB_USER: dbUser,
    DB_PASSWORD: dbPassword,
    DB_NAME: dbName,
    REDIS_HOST: redisHost,
    REDIS_PORT: redisPort,
    REDIS_URL: `redis://${hostInUrl(redisHost)}:${redisPort}`,
    DATABASE_URL: new Secret(databaseUrl(connection)),
    ...pgVariables({
      host: dbHost,
      port: connection.dbPort,
      user: dbUser,
      password: dbPassword,
      database: dbName,
    }),
  };
  return { ...variables, [`${own}ENV_GENERATED_AT`]: generatedAt, ...marks(config, variables) };
}

/** The checkout that the set belongs to; see `config/exported-set.ts`. Absent where the checkout could not be recorded. */
function marks(
  { checkout, variablePrefix }: ResolvedConfig,
  variables: ConnectionVariables,
): ConnectionVariables {
  if (checkout === undefined) return {};
  return {
    [CHECKOUT_ID]: checkout.id,
    // They are short, but one of them is that of the password.
    [checksumsName(variablePrefix)]: new Secret(checksumsOf(revealAll(variables), checkout.id)),
  };
}

/** The plain values, for files and processes that need them. */
export function revealAll(variables: ConnectionVariables): Record<string, string> {
  return Object.fromEntries(
    Object.entries(variables).map(([name, value]) => [
      name,
      value instanceof Secret ? value.reveal() : value,
    ]),
  );
}

/** `postgresql://user:password@host:port/database`, each part percent-encoded. Holds the password. */
export function databaseUrl(connection: ConnectionDescriptor): string {
  const part = encodeURIComponent;
  const login = `${part(connection.dbUser)}:${part(connection.dbPassword.reveal())}`;
  return `postgresql://${login}@${hostInUrl(connection.dbHost)}:${connection.dbPort}/${part(connection.dbName)}`;
}

function hostInUrl(host: string): string {
  return host.includes(":") ? `[${host}]` : host;
}
