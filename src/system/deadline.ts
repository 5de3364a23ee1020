/**
 * A signal that is aborted when the time is up or when `signal` is.
 *
 * Not simply `AbortSignal.any([AbortSignal.timeout(…), signal])`: Node 20 lets the inner signal be collected as garbage,
 * and then its time is never up. A listener holds it.
 */
export function withDeadline(timeoutMs: number, signal: AbortSignal): AbortSignal {
  const deadline = AbortSignal.timeout(timeoutMs);
  deadline.addEventListener("abort", () => undefined, { once: true });
  return AbortSignal.any([deadline, signal]);
}

/** Rejects with the signal's reason when it is aborted before `work` has ended. */
export async function abortable<T>(work: PromiseLike<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  return new Promise<T>((resolve, reject) => {
    const onAbort = () => reject(signal.reason as Error);
    signal.addEventListener("abort", onAbort, { once: true });
    work.then(resolve, reject).then(() => signal.removeEventListener("abort", onAbort));
  });
}
