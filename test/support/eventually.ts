import { setTimeout as delay } from "node:timers/promises";

/** Looks again and again until there is something to see, and fails with `what` when there is not within 30 s. */
export async function eventually<T>(
  what: string,
  look: () => T | undefined | Promise<T | undefined>,
): Promise<T> {
  const deadline = performance.now() + 30_000;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (performance.now() > deadline) throw new Error(`not within 30 s: ${what}`);
    await delay(20);
  }
}
