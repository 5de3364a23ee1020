import { expect, test } from "vitest";
import { waitUntil } from "./wait-until.js";

const options = {
  timeoutMs: 5_000,
  intervalMs: 1,
  maxIntervalMs: 5,
  signal: new AbortController().signal,
};

test("looks again until there is something, and takes anything but undefined for it", async () => {
  let looks = 0;
  expect(await waitUntil(async () => (++looks === 4 ? 0 : undefined), options)).toBe(0);
  expect(looks).toBe(4);
});

test("looks once even when there is no time, and gives up when the time is over", async () => {
  expect(await waitUntil(async () => "at once", { ...options, timeoutMs: 0 })).toBe("at once");
  const startedAt = performance.now();
  expect(await waitUntil(async () => undefined, { ...options, timeoutMs: 50 })).toBeUndefined();
  expect(performance.now() - startedAt).toBeGreaterThanOrEqual(49);
});

test("ends with the reason of the abort, also in the middle of a pause", async () => {
  const reason = new Error("Ctrl-C");
  const abort = new AbortController();
  const waiting = waitUntil(async () => undefined, {
    ...options,
    intervalMs: 40_000,
    maxIntervalMs: 40_000,
    signal: abort.signal,
  });
  setTimeout(() => abort.abort(reason), 20);
  const startedAt = performance.now();
  const error: unknown = await waiting.catch((thrown: unknown) => thrown);
  expect(error === reason || (error as Error).cause === reason).toBe(true);
  expect(performance.now() - startedAt).toBeLessThan(20_000);
});

test("what a look throws is not swallowed", async () => {
  await expect(waitUntil(() => Promise.reject(new Error("broken")), options)).rejects.toThrow("broken");
});
