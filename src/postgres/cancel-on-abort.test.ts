import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { cancelOnAbort } from "./cancel-on-abort.js";
import type { Session } from "./session.js";

/** A session of which only the way to cancel matters. */
function sessionThatCancels(cancel: () => Promise<void>): Session {
  const unused = () => {
    throw new Error("not needed here");
  };
  return { isLost: false, restore: "", query: unused, send: unused, onNotice: unused, cancel, close: unused };
}

test("what comes next begins only after a request that is on its way has arrived", async () => {
  let arrived = 0;
  const session = sessionThatCancels(async () => {
    await sleep(100);
    arrived += 1;
  });
  const controller = new AbortController();
  const work = sleep(20, "done");
  controller.abort();
  expect(await cancelOnAbort(session, controller.signal, work)).toBe("done");
  expect(arrived).toBe(1);
});

test("without an abort nobody is asked to cancel", async () => {
  const session = sessionThatCancels(() => Promise.reject(new Error("cancelled")));
  expect(await cancelOnAbort(session, new AbortController().signal, Promise.resolve(1))).toBe(1);
});
