import { randomBytes } from "node:crypto";
import type { PostgresConfig } from "../config/resolved.js";

/**
 * SQL that gives the configured user the configured password: one line, as single-user mode takes them. The role is what
 * `initdb` would have made: a superuser that may log in.
 */
export function setLoginSql(login: PostgresConfig): string {
  const tag = `$q${randomBytes(8).toString("hex")}$`;
  const [user, password] = [login.user, login.password.reveal()].map(quoteLiteral);
  return [
    `DO ${tag} BEGIN`,
    `IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = ${user}) THEN`,
    `EXECUTE pg_catalog.format('CREATE ROLE %I', ${user}); END IF;`,
    `EXECUTE pg_catalog.format('ALTER ROLE %I LOGIN SUPERUSER CREATEDB CREATEROLE REPLICATION BYPASSRLS PASSWORD %L', ${user}, ${password});`,
    `END ${tag};`,
  ].join(" ");
}

function quoteLiteral(value: string): string {
  return `E'${value.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}
