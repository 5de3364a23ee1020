import { setTimeout as delay } from "node:timers/promises";

export interface WaitOptions {
  timeoutMs: number;
  /** First pause between two looks; grows by half each time up to `maxIntervalMs`. */
  intervalMs: number;
  maxIntervalMs: number;
  signal: AbortSignal;
}

/**
 * Calls `look` until it returns something other than `undefined`. Returns `undefined` when the time is up.
 *
 * @throws the signal's reason when it is aborted
 */
export async function waitUntil<T>(
  look: () => Promise<T | undefined>,
  options: WaitOptions,
): Promise<T | undefined> {
  const deadline = performance.now() + options.timeoutMs;
  let intervalMs = options.intervalMs;
  for (;;) {
    options.signal.throwIfAborted();
    const found = await look();
    if (found !== undefined) return found;
    const leftMs = deadline - performance.now();
    if (leftMs <= 0) return undefined;
    await delay(Math.min(intervalMs, leftMs), undefined, { signal: options.signal }).catch((error) => {
      options.signal.throwIfAborted();
      throw error;
    });
    intervalMs = Math.min(intervalMs * 1.5, options.maxIntervalMs);
  }
}
