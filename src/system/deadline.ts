/**
 * A signal that is aborted after the timeout or when `signal` is aborted.
 *
 * Not simply `AbortSignal.any([AbortSignal.timeout(…), signal])`: Node 20 may collect the inner signal as garbage, and
 * then the timeout never fires. A listener keeps it.
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
