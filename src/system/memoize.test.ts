import { expect, test } from "vitest";
import { memoize } from "./memoize.js";

test("the work is done once, also for calls at the same time", async () => {
  const count = counted();
  expect(await Promise.all([count(), count()])).toEqual([1, 1]);
  expect(await count()).toBe(1);
});

test("a result that is out of date is not kept", async () => {
  const count = counted();
  await count();
  count.forget();
  expect(await count()).toBe(2);
});

test("all callers that wait get the failure, and the next call tries again", async () => {
  let attempts = 0;
  const flaky = memoize(async () => {
    attempts += 1;
    if (attempts === 1) throw new Error("first");
    return attempts;
  });
  const settled = await Promise.allSettled([flaky(), flaky()]);
  expect(settled.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  expect(await flaky()).toBe(2);
});

test("later calls get the first result, whatever they pass", async () => {
  const greet = memoize(async (name: string) => `Hello ${name}`);
  expect(await greet("first")).toBe("Hello first");
  expect(await greet("second")).toBe("Hello first");
});

function counted() {
  let times = 0;
  return memoize(async () => (times += 1));
}
