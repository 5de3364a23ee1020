import { setTimeout as sleep } from "node:timers/promises";
import type { InfraContext } from "../events.js";
import { interrupted } from "../errors/interrupted.js";
import type { Session } from "./session.js";

/**
 * Waits for `work`, and on abort has the server cancel it. Asked again and again until the work has ended: a request that
 * arrives between two statements hits nothing. A server that does not give in loses the connection in the end,
 * which rolls back what was open.
 */
export async function cancelOnAbort<T>(session: Session, signal: AbortSignal, work: Promise<T>): Promise<T> {
  let ended: AbortController | undefined;
  let cancelling: Promise<void> | undefined;
  const onAbort = () => {
    ended = new AbortController();
    cancelling = cancelUntil(session, ended.signal);
  };
  signal.addEventListener("abort", onAbort, { once: true });
  if (signal.aborted) onAbort();
  try {
    return await work;
  } finally {
    signal.removeEventListener("abort", onAbort);
    ended?.abort();
    await cancelling; // a request still on its way would hit what comes next
  }
}

/**
 * {@link cancelOnAbort} for work that is over when it was cancelled: on abort it throws INTERRUPTED, whatever the server made of
 * it. Even a question may take long: a table it reads may be locked.
 *
 * @param doing goes on the sentence: "while looking at the ledger"
 */
export async function orInterrupted<T>(
  { session, context: { signal } }: { session: Session; context: Pick<InfraContext, "signal"> },
  doing: string,
  work: () => Promise<T>,
): Promise<T> {
  if (signal.aborted) throw interrupted(doing, signal.reason);
  try {
    return await cancelOnAbort(session, signal, work());
  } catch (error) {
    throw signal.aborted ? interrupted(doing, error) : error;
  }
}

const PAUSE_MS = 200;
const PATIENCE_MS = 10_000;

async function cancelUntil(session: Session, ended: AbortSignal): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS;
  while (!ended.aborted && performance.now() < deadline) {
    // A server that takes no second connection may take one later; the deadline below ends it all.
    await session.cancel().catch(() => undefined);
    await sleep(PAUSE_MS, undefined, { signal: ended }).catch(() => undefined); // ended: the loop sees it
  }
  if (!ended.aborted) await session.close();
}
