import type { PostgresConfig } from "../config/resolved.js";

/**
 * User and database that the first start of a server creates: the configured ones where they are plain, else `postgres`, and
 * the login repair creates the configured ones. `initdb` and the images' start script do not quote every name correctly.
 */
export function firstStartNames({ user, database }: Pick<PostgresConfig, "user" | "database">): {
  user: string;
  database: string;
} {
  return { user: isPlain(user) ? user : "postgres", database: isPlain(database) ? database : "postgres" };
}

function isPlain(name: string): boolean {
  return /^[a-z_][a-z0-9_]*$/.test(name);
}

/** A database for the `-d` of PostgreSQL's programs, which take a name with `=` or of a URL's form for something else. */
export function databaseArgument(database: string): string {
  if (isPlain(database)) return database;
  return `dbname='${database.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}
