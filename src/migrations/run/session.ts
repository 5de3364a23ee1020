import postgres from "postgres";
import { InfraError } from "../../errors/infra-error.js";
import { messageOf } from "../../errors/message.js";
import type { DatabaseAddress } from "../options.js";

/** A query that was sent; `done` rejects with {@link ConnectionLost} when the connection goes before the answer. */
export interface SentQuery {
  done: Promise<void>;
  /** Is the server busy with this very query? */
  isActive(): boolean;
}

/** Called with each notice, warning or message of RAISE. */
export type NoticeListener = (notice: postgres.Notice) => void;

/**
 * One connection to the server, never replaced by another behind our back: transactions and the advisory lock live and
 * die with it.
 */
export interface Session {
  /** True once the connection is gone. */
  readonly isLost: boolean;
  /** Statements that put the session back as it was at login, but for advisory locks. */
  readonly restore: string;
  /** Runs statements of our own in one message and returns the last one's rows. Throws NOT_HEALTHY when the connection goes. */
  query<Row extends object>(text: string): Promise<Row[]>;
  /** Sends one message without waiting for those before it; rows are thrown away. */
  send(text: string): SentQuery;
  onNotice(listener: NoticeListener | undefined): void;
  /** Has the server cancel what this session is doing; does nothing when it is idle. Uses a second connection. */
  cancel(): Promise<void>;
  /** Ends the connection; waits for what is under way, at most a second. */
  close(): Promise<void>;
}

export interface SessionOptions {
  connection: DatabaseAddress;
  /** Milliseconds; 0: the server's own. */
  lockTimeoutMs?: number;
  /** Milliseconds; 0: the server's own. */
  statementTimeoutMs?: number;
}

/** The connection went away while a query was under way: what became of the query is not known. */
export class ConnectionLost extends Error {
  override readonly name = "ConnectionLost";
}

/**
 * Logs in. The timeouts are start-up parameters, so that `RESET ALL` between two files returns to them.
 *
 * @throws NOT_HEALTHY when the server cannot be reached or refuses the login.
 */
export async function openSession(options: SessionOptions): Promise<Session> {
  const loss = watchLoss();
  let listener: NoticeListener | undefined;
  const pool = postgres({
    ...clientOptions(options),
    onnotice: (notice) => listener?.(notice),
    onclose: loss.report,
  });
  const { connection, backendPid, restore } = await login(pool, options.connection);

  const query = async <Row extends object>(text: string): Promise<Row[]> => {
    try {
      if (loss.happened()) throw new ConnectionLost(LOST);
      return lastRows<Row>(await loss.orAnswer(connection.unsafe(text).simple()));
    } catch (error) {
      throw error instanceof ConnectionLost ? serverGone(options.connection, error) : error;
    }
  };

  return {
    get isLost() {
      return loss.happened();
    },
    restore,
    query,
    send(text) {
      if (loss.happened()) return { done: Promise.reject(new ConnectionLost(LOST)), isActive: () => false };
      const sent = connection.unsafe(text).simple().raw() as unknown as TrackedQuery;
      // Rows of a migration interest nobody, and may be many.
      void sent.forEach(() => undefined);
      return { done: loss.orAnswer(sent).then(() => undefined), isActive: () => sent.active };
    },
    onNotice(next) {
      listener = next;
    },
    async cancel() {
      const second = postgres(clientOptions({ connection: options.connection }));
      try {
        await second.unsafe(`select pg_catalog.pg_cancel_backend(${backendPid})`);
      } finally {
        await second.end({ timeout: CLOSE_TIMEOUT_S });
      }
    },
    async close() {
      if (!loss.happened()) connection.release();
      await pool.end({ timeout: CLOSE_TIMEOUT_S });
    },
  };
}

/** For questions of our own. What became of a file's statements is for those to find out who sent them. */
function serverGone({ host, port, database }: DatabaseAddress, cause: ConnectionLost): InfraError {
  return new InfraError(
    "NOT_HEALTHY",
    `Postgres at ${host}:${port} ended the connection while ${database} was being looked at or changed`,
    { hint: "Look at its state with: infra status\nThen run the command again", cause },
  );
}

/** Did the server itself answer with this error? */
export function isServerError(error: unknown): error is postgres.PostgresError {
  return error instanceof postgres.PostgresError;
}

/** `active` is true from the moment the server turns to this query until its answer is complete. */
type TrackedQuery = postgres.PendingQuery<postgres.Row[]> & { readonly active: boolean };

const LOST = "the connection to PostgreSQL was lost";
const CLOSE_TIMEOUT_S = 1;
const CONNECT_TIMEOUT_S = 10;

/** A query that the library still held back when the connection went is never answered; this answers for it. */
function watchLoss() {
  let happened = false;
  // Not a race against one promise of the loss: that would keep something of every query until the end.
  const waiting = new Set<(error: ConnectionLost) => void>();
  return {
    happened: () => happened,
    report: () => {
      happened = true;
      for (const giveUp of waiting) giveUp(new ConnectionLost(LOST));
    },
    orAnswer: <T>(answer: Promise<T>): Promise<T> =>
      new Promise((resolve, reject) => {
        waiting.add(reject);
        answer
          .then(resolve, (error: unknown) => {
            reject(isServerError(error) ? error : new ConnectionLost(LOST, { cause: error }));
          })
          .finally(() => waiting.delete(reject));
      }),
  };
}

/** Everything is set: what is left out the library takes from PG… variables of the environment. */
function clientOptions(options: SessionOptions): postgres.Options<Record<string, never>> {
  const { host, port, user, password, database, tls = false } = options.connection;
  const { lockTimeoutMs = 0, statementTimeoutMs = 0 } = options;
  return {
    // As a list, which the types do not know: a single text would be cut at its colons, and an IPv6 address has some.
    host: [host] as unknown as string,
    port: [port] as unknown as number,
    ...(host.startsWith("/") && { path: `${host}/.s.PGSQL.${port}` }),
    user,
    database,
    password: () => password.reveal(),
    ssl: tls,
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

/**
 * So that no file can rely on settings, role or temporary tables of the one before. This is DISCARD ALL but for the advisory
 * locks, one of which is ours.
 */
const RESTORE = `close all; set session authorization default; reset role; reset all; deallocate all;
  unlisten *; discard temp; `;

/** A statement ends soon after its migrator was killed, and with it the lock, instead of running on for nobody. */
const LOOK_FOR_CLIENT = "set client_connection_check_interval = '1s'; ";

/** `PostgreSQL 18.4 on x86_64-pc-linux-gnu, …`: from 14 on, where the system can tell that the other side has gone. */
function canLookForClient(software: string): boolean {
  const [, major = "0", system = ""] = /^PostgreSQL (\d+).* on (\S+)/.exec(software) ?? [];
  return Number(major) >= 14 && /linux|darwin/.test(system);
}

async function login(
  pool: postgres.Sql,
  address: DatabaseAddress,
): Promise<{ connection: postgres.ReservedSql; backendPid: number; restore: string }> {
  // The library reconnects without end to a server that accepts and hangs up; this ends it.
  const deadline = setTimeout(() => void pool.end({ timeout: 0 }), CONNECT_TIMEOUT_S * 1000);
  try {
    // Without a query in front `reserve` never resolves when `fetch_types` is off.
    const [backend] = await pool<{ pid: number; software: string }[]>`
      select pg_catalog.pg_backend_pid() as pid, pg_catalog.version() as software`.simple();
    const { pid = 0, software = "" } = backend ?? {};
    const connection = await pool.reserve();
    const settings = canLookForClient(software) ? LOOK_FOR_CLIENT : "";
    if (settings !== "") await connection.unsafe(settings).simple();
    return { connection, backendPid: pid, restore: `${RESTORE}${settings}` };
  } catch (error) {
    await pool.end({ timeout: 0 });
    const { user, database, host, port } = address;
    throw new InfraError(
      "NOT_HEALTHY",
      `Postgres did not let ${user} in to migrate ${database} at ${host}:${port}: ${messageOf(error)}`,
      {
        hint: "Does it run, and are user, password and database right? infra status shows an environment's state",
        cause: error,
      },
    );
  } finally {
    clearTimeout(deadline);
  }
}

/** Several statements in one message give one result each. */
function lastRows<Row>(result: unknown): Row[] {
  const results = result as Row[] | Row[][];
  const last = results.at(-1);
  return (Array.isArray(last) ? last : results) as Row[];
}
