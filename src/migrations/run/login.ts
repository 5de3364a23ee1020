import postgres from "postgres";
import { InfraError } from "../../errors/infra-error.js";
import { messageOf } from "../../errors/message.js";
import type { InfraContext } from "../../events.js";
import { withoutPgVariables } from "../../system/without-pg-variables.js";
import type { DatabaseAddress } from "../options.js";
import { interrupted } from "./interrupted.js";
import { socketsTo } from "./sockets.js";

export interface SessionOptions {
  connection: DatabaseAddress;
  /** Milliseconds; 0: the server's own. */
  lockTimeoutMs?: number;
  /** Milliseconds; 0: the server's own. */
  statementTimeoutMs?: number;
  /** An abort ends the login. */
  context?: Pick<InfraContext, "signal">;
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
  listeners: Pick<postgres.Options<Record<string, never>>, "onnotice" | "onclose"> = {},
): Pool {
  const sockets = socketsTo(options.connection);
  const all = { ...clientOptions(options), socket: () => sockets.open(), ...listeners } as PoolOptions;
  const sql = withoutPgVariables(() => postgres(all));
  return {
    sql,
    async end({ timeoutS }) {
      await sql.end({ timeout: timeoutS });
      sockets.destroy();
    },
  };
}

/** The types do not know of `socket`. */
type PoolOptions = postgres.Options<Record<string, never>>;

/** What a login gives. `restore`: see `Session.restore`. */
interface Login {
  connection: postgres.ReservedSql;
  backendPid: number;
  restore: string;
}

/** Waits until the server lets us in. A failure has ended the pool. */
export async function login(pool: Pool, { connection: address, context }: SessionOptions): Promise<Login> {
  try {
    return await inTime(logIn(pool.sql), { timeoutS: CONNECT_TIMEOUT_S, signal: context?.signal });
  } catch (error) {
    await pool.end({ timeoutS: 0 });
    const { user, database, host, port } = address;
    if (context?.signal.aborted) throw interrupted(`while logging in to ${database}`, error);
    throw new InfraError(
      "NOT_HEALTHY",
      `Postgres did not let ${user} in to migrate ${database} at ${host}:${port}: ${messageOf(error)}`,
      {
        hint: "Does it run, and are user, password and database right? infra status shows an environment's state",
        cause: error,
      },
    );
  }
}

async function logIn(sql: postgres.Sql): Promise<Login> {
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

function clientOptions(options: SessionOptions): postgres.Options<Record<string, never>> {
  const { host, port, user, password, database, tls = false } = options.connection;
  const { lockTimeoutMs = 0, statementTimeoutMs = 0 } = options;
  return {
    // As a list, which the types do not know: a single text would be cut at its colons, and an IPv6 address has some.
    host: [host] as unknown as string,
    port: [port] as unknown as number,
    user,
    database,
    password: () => password.reveal(),
    // With the host: for an address the library would else compare the certificate with "localhost".
    ssl: tls === "verify-full" ? { host } : tls,
    max: 1,
    prepare: false,
    fetch_types: false,
    debug: false,
    connect_timeout: CONNECT_TIMEOUT_S,
    max_lifetime: null,
    idle_timeout: undefined,
    keep_alive: 60,
    onnotice: () => undefined,
    connection: {
      application_name: `infra migrate (pid ${process.pid})`,
      standard_conforming_strings: "on",
      ...(lockTimeoutMs > 0 && { lock_timeout: lockTimeoutMs }),
      ...(statementTimeoutMs > 0 && { statement_timeout: statementTimeoutMs }),
    },
  };
}

const CONNECT_TIMEOUT_S = 10;

/**
 * So that no file can rely on settings, role, temporary tables or `lastval()` of the one before. This is DISCARD ALL but for the
 * advisory locks, one of which is ours, and for plans, which nobody notices.
 */
const RESTORE = `close all; set session authorization default; reset role; reset all; deallocate all;
  unlisten *; discard temp; discard sequences; `;

/** A statement ends soon after its migrator was killed, and with it the lock, instead of running on for nobody. */
const LOOK_FOR_CLIENT = "set client_connection_check_interval = '1s'; ";

/** `PostgreSQL 18.4 on x86_64-pc-linux-gnu, …`: from 14 on, where the system can tell that the other side has gone. */
function canLookForClient(software: string): boolean {
  const [, major = "0", system = ""] = /^PostgreSQL (\d+).* on (\S+)/.exec(software) ?? [];
  return Number(major) >= 14 && /linux|darwin/.test(system);
}
