import { setTimeout as delay } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import { withDeadline } from "./deadline.js";

const never = new AbortController().signal;

test("the time is up although garbage was collected meanwhile", async () => {
  setFlagsFromString("--expose-gc");
  const collectGarbage = runInNewContext("gc") as () => void;
  const aborted = new Promise<string>((resolve) => {
    withDeadline(150, never).addEventListener("abort", () => resolve("aborted"));
  });
  await delay(20);
  collectGarbage();
  expect(await Promise.race([aborted, delay(2_000, "never")])).toBe("aborted");
});

test("it is aborted with the other signal, and for its reason", () => {
  const other = new AbortController();
  const signal = withDeadline(60_000, other.signal);
  expect(signal.aborted).toBe(false);
  other.abort("given up");
  expect(signal.reason).toBe("given up");
});
