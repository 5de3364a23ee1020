import { once } from "node:events";
import { afterEach, expect, test } from "vitest";
import { listenForSignals } from "./signals.js";

const names = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
const before = new Map(names.map((name) => [name, process.listeners(name)]));
afterEach(() => {
  for (const name of names)
    for (const listener of process.listeners(name))
      if (!before.get(name)?.includes(listener)) process.removeListener(name, listener);
});

test("a signal that comes while a child is being started reaches the child", async () => {
  const { signal, handSignalsTo } = listenForSignals(() => undefined);
  process.kill(process.pid, "SIGHUP");
  await once(signal, "abort");
  const passedOn: string[] = [];
  handSignalsTo({ kill: (name) => passedOn.push(name) });
  expect(passedOn).toEqual(["SIGHUP"]);
});
