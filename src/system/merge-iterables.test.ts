import { expect, test } from "vitest";
import { mergeIterables } from "./merge-iterables.js";

/** A source whose values come when the test says so. */
function hand<T>() {
  const waiting: ((result: IteratorResult<T>) => void)[] = [];
  let asked = 0;
  const iterator: AsyncIterableIterator<T> = {
    next: () => {
      asked += 1;
      return new Promise((resolve) => waiting.push(resolve));
    },
    [Symbol.asyncIterator]: () => iterator,
  };
  return {
    iterator,
    get asked() {
      return asked;
    },
    give: (value: T) => waiting.shift()?.({ done: false, value }),
    end: () => waiting.shift()?.({ done: true, value: undefined }),
  };
}

test("values come in the order in which the sources give them, until all have ended", async () => {
  const [one, two] = [hand<string>(), hand<string>()];
  const merged = mergeIterables([one.iterator, two.iterator]);
  const first = merged.next();
  two.give("b1");
  expect(await first).toEqual({ done: false, value: "b1" });
  // Taken, but not done with: only the next call says that.
  expect(two.asked).toBe(1);
  const second = merged.next();
  one.give("a1");
  expect(await second).toEqual({ done: false, value: "a1" });
  const third = merged.next();
  one.end();
  two.give("b2");
  expect(await third).toEqual({ done: false, value: "b2" });
  const last = merged.next();
  two.end();
  expect(await last).toEqual({ done: true, value: undefined });
});

test("a failure is thrown at once, whatever the others wait for", async () => {
  async function* failing() {
    yield "last words";
    throw new Error("gone");
  }
  const merged = mergeIterables([hand<string>().iterator, failing()]);
  expect((await merged.next()).value).toBe("last words");
  await expect(merged.next()).rejects.toThrow("gone");
});

test("nothing to read from is an end", async () => {
  expect(await mergeIterables([]).next()).toEqual({ done: true, value: undefined });
});
