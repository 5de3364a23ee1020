import postgres from "postgres";
import { InfraError } from "../errors/infra-error.js";
import type { DatabaseAddress } from "./login.js";
import { createPool, inTime, login, type SessionOptions } from "./pool.js";
import { infra } from "../system/own-command.js";

export type { SessionOptions } from "./pool.js";

/** A query that was sent; `done` rejects with {@link ConnectionLost} when the connection goes before the answer. */
export interface SentQuery {
  done: Promise<void>;
  /** Is the server busy with this very query? */
  isActive(): boolean;
}

/** Called with each notice, warning or message of RAISE. */
type NoticeListener = (notice: postgres.Notice) => void;

/**
 * One connection to the server, never replaced by another behind our back: transactions and the advisory lock live and
 * die with it.
 */
export interface Session {
  /** True once the connection is gone. */
  readonly isLost: boolean;
  /** Statements that put the session back as it was at login, but for advisory locks. */
  readonly restore: string;
  /**
   * Runs statements of our own in one message and returns the last one's rows. Throws NOT_HEALTHY when the connection goes,
   * the error of `explainRefusal` when the server refuses them.
   */
  query<Row extends object>(text: string): Promise<Row[]>;
  /** Sends one message without waiting for those before it; rows are thrown away. */
  send(text: string): SentQuery;
  onNotice(listener: NoticeListener | undefined): void;
  /** Has the server cancel what this session is doing; does nothing when it is idle. Uses a second connection, for 3 s at most. */
  cancel(): Promise<void>;
  /** Ends the connection; waits for what is under way, at most a second. */
  close(): Promise<void>;
}

/** The connection went away while a query was under way: what became of the query is not known. */
export class ConnectionLost extends Error {
  override readonly name = "ConnectionLost";
}

/**
 * Logs in. The timeouts are start-up parameters, so that `RESET ALL` between two files returns to them.
 *
 * @throws NOT_HEALTHY when the server cannot be reached or refuses the login; INTERRUPTED.
 */
export async function openSession(options: SessionOptions): Promise<Session> {
  const loss = watchLoss();
  let listener: NoticeListener | undefined;
  const pool = createPool(options, { onnotice: (notice) => listener?.(notice), onclose: loss.report });
  const { connection, backendPid, restore } = await login(pool, options);

  const query = async <Row extends object>(text: string): Promise<Row[]> => {
    try {
      if (loss.happened()) throw new ConnectionLost(LOST);
      return lastRows<Row>(await loss.orAnswer(connection.unsafe(text).simple()));
    } catch (error) {
      if (error instanceof ConnectionLost) throw serverGone(options.connection, error);
      throw isServerError(error) ? options.explainRefusal(error) : error;
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
      // Rows of a migration are not used, and may be many.
      void sent.forEach(() => undefined);
      return { done: loss.orAnswer(sent).then(() => undefined), isActive: () => sent.active };
    },
    onNotice(next) {
      listener = next;
    },
    async cancel() {
      // Not subject to the limits of the statement that it ends.
      const second = createPool({ ...options, lockTimeoutMs: 0, statementTimeoutMs: 0 });
      const request = second.sql.unsafe(`select pg_catalog.pg_cancel_backend(${backendPid})`);
      try {
        await inTime(request, { timeoutS: CANCEL_TIMEOUT_S });
      } finally {
        await second.end({ timeoutS: CLOSE_TIMEOUT_S });
      }
    },
    async close() {
      if (!loss.happened()) connection.release();
      await pool.end({ timeoutS: CLOSE_TIMEOUT_S });
    },
  };
}

/** For questions of our own. What became of a file's statements is for those to find out who sent them. */
function serverGone({ host, port, database }: DatabaseAddress, cause: ConnectionLost): InfraError {
  return new InfraError(
    "NOT_HEALTHY",
    `Postgres at ${host}:${port} ended the connection while ${database} was being read or changed`,
    { hint: `Check its state: ${infra("status")}\nThen run the command again`, cause },
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
const CANCEL_TIMEOUT_S = 3;

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

/** Several statements in one message give one result each. */
function lastRows<Row>(result: unknown): Row[] {
  const results = result as Row[] | Row[][];
  const last = results.at(-1);
  return (Array.isArray(last) ? last : results) as Row[];
}
