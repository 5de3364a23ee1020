import { setTimeout as delay } from "node:timers/promises";
import { expect, test } from "vitest";
import { recordingIo } from "../../test/support/recording-io.js";
import { InfraError } from "../errors/infra-error.js";
import { untilStopped } from "./until-stopped.js";

/** Shows for ever, unless `stop` is aborted or `failure` happens. */
function endless(stop: { user: AbortController; reader: AbortController }, failure?: Error) {
  const io = recordingIo({ signal: stop.user.signal, outputClosed: stop.reader.signal });
  const operation = { projectDir: "/", env: {}, signal: io.signal, onEvent: () => undefined };
  return untilStopped({ io, operation }, async (signal) => {
    if (failure !== undefined) throw failure;
    await delay(60_000, undefined, { signal });
  });
}

test("Ctrl-C ends it with 130, a closed pipe with 0, both without an error", async () => {
  const [user, reader] = [new AbortController(), new AbortController()];
  const interrupted = endless({ user, reader: new AbortController() });
  user.abort(new InfraError("INTERRUPTED", "Interrupted by SIGINT", { details: { signal: "SIGINT" } }));
  expect(await interrupted).toBe(130);
  const unread = endless({ user: new AbortController(), reader });
  reader.abort();
  expect(await unread).toBe(0);
});

test("a failure of its own stays a failure", async () => {
  const failure = new InfraError("SERVICES_NOT_RUNNING", "Services are not running");
  const stop = { user: new AbortController(), reader: new AbortController() };
  await expect(endless(stop, failure)).rejects.toBe(failure);
});
