import { InfraError } from "../../errors/infra-error.js";
import { Secret } from "../../errors/secret.js";
import type { DatabaseAddress } from "../../postgres/login.js";

/** Where PostgreSQL answers and who we are there, in parts. */
export interface DatabaseConnection {
  /** Name, address, or the absolute path of the folder with the server's socket. */
  host: string;
  /** 5432 when absent. */
  port?: number;
  user: string;
  password?: string | Secret;
  /** The user's name when absent, as everywhere. */
  database?: string;
  tls?: DatabaseAddress["tls"];
}

/**
 * The address in the form everything behind it takes. Nothing is read from the environment: not `PGHOST`, not `PGPASSWORD`.
 *
 * @param connection parts, or `postgresql://user:password@host:port/database?sslmode=require`
 * @throws InfraError USAGE for a text that is no such address, or has a parameter that is not supported; the text itself, which holds
 *   the password, is not repeated
 */
export function databaseAddress(connection: string | DatabaseConnection): DatabaseAddress {
  const {
    host,
    port = DEFAULT_PORT,
    user,
    password = "",
    database = user,
    tls,
  } = typeof connection === "string" ? fromUrl(connection) : connection;
  return {
    host,
    port,
    user,
    password: typeof password === "string" ? new Secret(password) : password,
    database,
    ...(tls && { tls }),
  };
}

const DEFAULT_PORT = 5432;

function fromUrl(text: string): DatabaseConnection {
  const url = parse(text);
  for (const name of url.searchParams.keys()) {
    if (name !== "sslmode") throw notUsable(`has the parameter ${name}, which is not supported here`);
  }
  const user = decoded(url.username, "user");
  const host = decoded(url.hostname, "host").replace(/^\[(.*)\]$/, "$1");
  if (user === "" || host === "") throw notUsable(`has no ${user === "" ? "user" : "host"}`);
  const database = decoded(url.pathname.slice(1), "database");
  return {
    host,
    user,
    password: decoded(url.password, "password"),
    ...(url.port !== "" && { port: Number(url.port) }),
    ...(database !== "" && { database }),
    ...tlsOf(url.searchParams.get("sslmode")),
  };
}

function parse(text: string): URL {
  if (!/^postgres(?:ql)?:\/\//.test(text)) throw notUsable("does not start with postgresql://");
  try {
    return new URL(text);
  } catch {
    // The error of URL repeats the text, with the password in it: it is no cause to keep.
    throw notUsable("cannot be read; special characters in it must be percent-encoded");
  }
}

function decoded(part: string, name: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw notUsable(`has a ${name} that is not percent-encoded`);
  }
}

function tlsOf(sslmode: string | null): Pick<DatabaseConnection, "tls"> {
  switch (sslmode) {
    case null:
    case "disable":
      return {};
    case "prefer":
    case "require":
    case "verify-full":
      return { tls: sslmode };
    default:
      throw notUsable("has an sslmode other than disable, prefer, require or verify-full");
  }
}

function notUsable(why: string): InfraError {
  return new InfraError("USAGE", `The connection string ${why}`, {
    hint: "Use this form: postgresql://user:password@host:5432/database",
  });
}
