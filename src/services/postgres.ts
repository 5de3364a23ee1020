import type { PostgresConfig, ResolvedConfig } from "../config/resolved.js";
import { withDeadline } from "../system/deadline.js";
import { databaseArgument } from "./first-start.js";
import { connectPostgres } from "./postgres-connection.js";
import { requireServerSpeaks } from "./postgres-speaks.js";
import type { ProbeResult, ProbeTarget } from "./probe.js";
import { DATABASE_MISSING, refusedLogin } from "./refused-login.js";
import type { InfraService } from "./service.js";

export const POSTGRES_DEFAULT_PORT = 5432;

/** PostgreSQL as a service, whatever runs it. */
export function describePostgres(config: ResolvedConfig): Omit<InfraService, "state"> {
  const { user, database } = config.postgres;
  return {
    name: "postgres",
    image: config.postgres.image,
    healthcheck: {
      cmd: ["pg_isready", "-h", "127.0.0.1", "-U", user, "-d", databaseArgument(database)],
      interval: config.health.intervalMs,
      timeout: config.health.probeTimeoutMs,
      retries: config.health.retries,
    },
    defaultPort: POSTGRES_DEFAULT_PORT,
    envPortVar: `${config.variablePrefix}PG_PORT`,
    persistence: true,
    volume: config.postgres.volume,
  };
}

/** Logs in as the configured user and runs a query: the only proof that an application can. */
export async function probePostgres(
  target: ProbeTarget,
  login: Pick<PostgresConfig, "user" | "password" | "database">,
): Promise<ProbeResult> {
  const deadline = withDeadline(target.timeoutMs, target.signal);
  try {
    // Loaded while the server starts, when there is time for it.
    await Promise.all([requireServerSpeaks(target), import("postgres")]);
    const { version, dataDirectory } = await askServer(target, login, deadline);
    return { ok: true, detail: `PostgreSQL ${version}`, ...(dataDirectory !== null && { dataDirectory }) };
  } catch (error) {
    target.signal.throwIfAborted();
    if (deadline.aborted)
      return { ok: false, kind: "silent", reason: `no answer within ${target.timeoutMs} ms` };
    return refusedLogin(error);
  }
}

async function askServer(
  { host, port, timeoutMs }: ProbeTarget,
  login: Pick<PostgresConfig, "user" | "password" | "database">,
  deadline: AbortSignal,
): Promise<ServerFacts> {
  // The deadline is to come first: it says in plain words what the library calls `write CONNECT_TIMEOUT`.
  const connectTimeoutMs = 2 * timeoutMs;
  const sql = await connectPostgres({ host, port, login, applicationName: "infra probe", connectTimeoutMs });
  try {
    // Not `current_setting` for the directory: it fails for those who may not know, where the view shows them nothing.
    const query = sql<ServerFacts[]>`
      select pg_catalog.current_setting('server_version') as version,
        (select setting from pg_catalog.pg_settings where name = 'data_directory') as "dataDirectory"`;
    const [facts] = await abortable(query, deadline);
    return facts ?? { version: "of unknown version", dataDirectory: null };
  } finally {
    // The answer is in; a polite goodbye to a server that hangs would only cost time.
    void sql.end({ timeout: 0 });
  }
}

interface ServerFacts {
  version: string;
  dataDirectory: string | null;
}

async function abortable<T>(work: PromiseLike<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  return new Promise<T>((resolve, reject) => {
    const onAbort = () => reject(signal.reason as Error);
    signal.addEventListener("abort", onAbort, { once: true });
    work.then(resolve, reject).then(() => signal.removeEventListener("abort", onAbort));
  });
}

const CREATE_TIMEOUT_MS = 60_000;

/** A database that does not exist, or that accepts no logins. */
const CLOSED = new Set([DATABASE_MISSING, "55000"]);

/**
 * Creates the configured database, logging in to the maintenance database, or to the template where that was dropped or does
 * not accept logins. Does nothing if it is there meanwhile: the server may still be at work on it for a command that was killed.
 */
export async function createDatabase(
  target: { host: string; port: number; signal: AbortSignal },
  login: Pick<PostgresConfig, "user" | "database" | "password">,
): Promise<void> {
  const { host, port } = target;
  const deadline = withDeadline(CREATE_TIMEOUT_MS, target.signal);
  const from = (database: string) => createFrom(database, { host, port, login, signal: deadline });
  await from("postgres").catch(async (error: unknown) => {
    if (!CLOSED.has((error as { code?: string }).code ?? "")) throw error;
    await from("template1");
  });
}

async function createFrom(
  database: string,
  options: {
    host: string;
    port: number;
    login: Pick<PostgresConfig, "user" | "database" | "password">;
    signal: AbortSignal;
  },
): Promise<void> {
  const { host, port, login, signal } = options;
  const sql = await connectPostgres({
    host,
    port,
    login: { ...login, database },
    applicationName: "infra",
    connectTimeoutMs: CREATE_TIMEOUT_MS,
  });
  try {
    await abortable(sql`set default_transaction_read_only = off`, signal);
    await abortable(sql`create database ${sql(login.database)}`, signal);
  } catch (error) {
    if (!MADE_BY_ANOTHER.has((error as { code?: string }).code ?? "")) throw error;
  } finally {
    await sql.end({ timeout: 1 });
  }
}

/** duplicate_database; unique_violation is what the second of two gets that are at it at the same time. */
const MADE_BY_ANOTHER = new Set(["42P04", "23505"]);
