import { InfraError } from "../../errors/infra-error.js";
import type { InfraContext } from "../../events.js";
import { waitUntil } from "../../system/wait-until.js";
import { interrupted } from "../../errors/interrupted.js";
import type { Session } from "../../postgres/session.js";

/**
 * Runs `work` while no other migrator works on this database. The lock belongs to the session that also runs the
 * migrations: if the connection is lost, lock and open transaction end together and no session migrates without the lock.
 * It is polled, not waited for: a session that waits inside a statement holds a snapshot, and CREATE INDEX
 * CONCURRENTLY of the migrator in front would wait for that snapshot for ever.
 *
 * @throws ENVIRONMENT_LOCKED after `waitMs`, naming the holder; INTERRUPTED on abort.
 */
export async function withMigrationLock<T>(
  session: Session,
  options: { waitMs: number; context: InfraContext },
  work: () => Promise<T>,
): Promise<T> {
  await acquire(session, options);
  try {
    return await work();
  } finally {
    await release(session);
  }
}

/** The first eight bytes of SHA-256 over "@tilemud/infra migrations"; advisory locks are per database by nature. */
const KEY = 2_739_505_966_190_872_530n;

async function acquire(
  session: Session,
  { waitMs, context }: { waitMs: number; context: InfraContext },
): Promise<void> {
  let isTold = false;
  const look = async (): Promise<true | undefined> => {
    if (await tryLock(session)) return true;
    if (!isTold) context.emit({ type: "lock.waiting", holder: describe(await findHolder(session)) });
    isTold = true;
    return undefined;
  };
  if (!(await waitForLock(look, waitMs, context.signal))) throw await stillLocked(session, waitMs);
}

async function waitForLock(
  look: () => Promise<true | undefined>,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<boolean> {
  try {
    return (await waitUntil(look, { timeoutMs, intervalMs: 10, maxIntervalMs: 250, signal })) === true;
  } catch (error) {
    throw signal.aborted ? interrupted("while waiting for another migrator", error) : error;
  }
}

async function tryLock(session: Session): Promise<boolean> {
  const rows = await session.query<{ locked: boolean }>(
    `select pg_catalog.pg_try_advisory_lock(${KEY}) as locked`,
  );
  return rows[0]?.locked === true;
}

async function release(session: Session): Promise<void> {
  // A lost session has lost its lock with it, also when it goes now.
  if (session.isLost) return;
  await session.query(`select pg_catalog.pg_advisory_unlock(${KEY})`).catch((error: unknown) => {
    if (!session.isLost) throw error;
  });
}

async function stillLocked(session: Session, waitMs: number): Promise<InfraError> {
  const holder = await findHolder(session);
  return new InfraError(
    "ENVIRONMENT_LOCKED",
    `Another migrator still holds this database after ${waitMs} ms: ${describe(holder)}`,
    {
      hint: holder
        ? `Wait for it, or end it with: select pg_terminate_backend(${holder.pid})`
        : "It has just finished. Run the command again",
      details: { waitMs, holder: holder ?? null },
    },
  );
}

interface Holder {
  pid: number;
  application: string | null;
  address: string | null;
  since: string | null;
  state: string | null;
}

async function findHolder(session: Session): Promise<Holder | undefined> {
  const unsigned = BigInt.asUintN(64, KEY);
  const rows = await session.query<Holder>(`
    select l.pid, a.application_name as application, pg_catalog.host(a.client_addr) as address, a.state,
      pg_catalog.to_char(a.backend_start at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as since
    from pg_catalog.pg_locks l left join pg_catalog.pg_stat_activity a using (pid)
    where l.locktype = 'advisory' and l.granted and l.objsubid = 1
      and l.database = (select oid from pg_catalog.pg_database where datname = pg_catalog.current_database())
      and l.classid = ${unsigned >> 32n} and l.objid = ${unsigned & 0xffffffffn}`);
  return rows[0];
}

/** The server keeps most of these from roles that are neither the holder's nor privileged. */
function describe(holder: Holder | undefined): string {
  if (!holder) return "it has just finished";
  const parts = [
    `server process ${holder.pid}`,
    holder.application && `"${holder.application}"`,
    holder.address && `from ${holder.address}`,
    holder.since && `since ${holder.since}`,
    holder.state,
  ];
  return parts.filter(Boolean).join(", ");
}
