import postgres from "postgres";
import { InfraError } from "../errors/infra-error.js";
import { messageOf } from "../errors/message.js";
import type { InfraContext } from "../events.js";
import { withoutPgVariables } from "./pg-variables.js";
import { CLIENT_CONNECTION_CHECK } from "./client-connection-check.js";
import { clientOptions, type ClientOptions } from "./client-options.js";
import type { DatabaseAddress } from "./login.js";
import { interrupted } from "../errors/interrupted.js";
import { socketsTo } from "./sockets.js";
import { infra } from "../system/own-command.js";

export interface SessionOptions {
  connection: DatabaseAddress;
  /** Milliseconds; 0: the server's own. */
  lockTimeoutMs?: number | undefined;
  /** Milliseconds; 0: the server's own. */
  statementTimeoutMs?: number | undefined;
  /** An abort ends the login. */
  context?: Pick<InfraContext, "signal"> | undefined;
  /** Shown in the server's `pg_stat_activity`. */
  applicationName: string;
  /** The error for a statement of infra's own that the server refuses. */
  explainRefusal: (error: postgres.PostgresError) => InfraError;
}

/** The library's client for one connection, and how to end it whatever it is doing. */
export interface Pool {
  sql: postgres.Sql;
  /** Waits for what is under way, at most `timeoutS` seconds. */
  end(options: { timeoutS: number }): Promise<void>;
}

/** Connects with the first query. */
export function createPool(
  options: SessionOptions,
  listeners: Pick<ClientOptions, "onnotice" | "onclose"> = {},
): Pool {
  const sockets = socketsTo(options.connection);
  const all = { ...poolOptions(options), socket: () => sockets.open(), ...listeners } as ClientOptions;
  const sql = withoutPgVariables(() => postgres(all));
  return {
    sql,
    async end({ timeoutS }) {
      await sql.end({ timeout: timeoutS });
      sockets.destroy();
    },
  };
}

/** What a login gives. `restore`: see `Session.restore`. */
interface LoggedIn {
  connection: postgres.ReservedSql;
  backendPid: number;
  restore: string;
}

/** Waits until the server lets us in. A failure has ended the pool. */
export async function login(pool: Pool, { connection: address, context }: SessionOptions): Promise<LoggedIn> {
  try {
    return await inTime(logIn(pool.sql), { timeoutS: CONNECT_TIMEOUT_S, signal: context?.signal });
  } catch (error) {
    await pool.end({ timeoutS: 0 });
    const { user, database, host, port } = address;
    if (context?.signal.aborted) throw interrupted(`while logging in to ${database}`, error);
    throw new InfraError(
      "NOT_HEALTHY",
      `PostgreSQL rejected the login of ${user} to ${database} at ${host}:${port}: ${messageOf(error)}`,
      {
        hint: `Check that it is running, and its user, password and database: ${infra("status")}`,
        cause: error,
      },
    );
  }
}

async function logIn(sql: postgres.Sql): Promise<LoggedIn> {
  // Without a query in front `reserve` never resolves when `fetch_types` is off.
  const [backend] = await sql<{ pid: number; software: string }[]>`
    select pg_catalog.pg_backend_pid() as pid, pg_catalog.version() as software`.simple();
  const { pid = 0, software = "" } = backend ?? {};
  const connection = await sql.reserve();
  const settings = canLookForClient(software) ? LOOK_FOR_CLIENT : "";
  if (settings !== "") await connection.unsafe(settings).simple();
  return { connection, backendPid: pid, restore: `${RESTORE}${settings}` };
}

/**
 * Gives up on work when its time is up, or on abort. The library by itself reconnects without end to a server that accepts and
 * hangs up, and a connection asked of a pool that was ended in between never comes.
 */
export async function inTime<T>(
  work: Promise<T>,
  { timeoutS, signal }: { timeoutS: number; signal?: AbortSignal | undefined },
): Promise<T> {
  let giveUp: (reason: unknown) => void = () => undefined;
  const givenUp = new Promise<never>((_, reject) => (giveUp = reject));
  const timer = setTimeout(() => giveUp(new Error(`no answer within ${timeoutS} s`)), timeoutS * 1000);
  const onAbort = () => giveUp(signal?.reason);
  signal?.addEventListener("abort", onAbort);
  if (signal?.aborted) onAbort();
  try {
    return await Promise.race([work, givenUp]);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", onAbort);
  }
}

function poolOptions(options: SessionOptions): ClientOptions {
  const { connection, applicationName, lockTimeoutMs = 0, statementTimeoutMs = 0 } = options;
  const common = clientOptions(connection, { applicationName, connectTimeoutMs: CONNECT_TIMEOUT_S * 1000 });
  return {
    ...common,
    prepare: false,
    debug: false,
    max_lifetime: null,
    idle_timeout: undefined,
    keep_alive: 60,
    connection: {
      ...common.connection,
      standard_conforming_strings: "on",
      ...(lockTimeoutMs > 0 && { lock_timeout: lockTimeoutMs }),
      ...(statementTimeoutMs > 0 && { statement_timeout: statementTimeoutMs }),
    },
  };
}

const CONNECT_TIMEOUT_S = 10;

/**
 * So that no file can rely on settings, role, temporary tables or `lastval()` of the one before. This is DISCARD ALL but for the
 * advisory locks, one of which is ours, and for plans, which has no visible effect.
 */
const RESTORE = `close all; set session authorization default; reset role; reset all; deallocate all;
  unlisten *; discard temp; discard sequences; `;

const LOOK_FOR_CLIENT = Object.entries(CLIENT_CONNECTION_CHECK.setting)
  .map(([name, value]) => `set ${name} = '${value}'; `)
  .join("");

/** `PostgreSQL 18.4 on x86_64-pc-linux-gnu, …`: where the system can detect that the other side has gone. */
function canLookForClient(software: string): boolean {
  const [, major = "0", system = ""] = /^PostgreSQL (\d+).* on (\S+)/.exec(software) ?? [];
  return Number(major) >= CLIENT_CONNECTION_CHECK.firstMajorVersion && /linux|darwin/.test(system);
}
