import * as fc from "fast-check";
import { expect, test } from "vitest";
import {
  ALLOWED_MOVES,
  applyEvent,
  FLAP_WINDOW_MS,
  INITIAL_SNAPSHOT,
  serviceState,
  stateAt,
  type ServiceEvent,
} from "./service-state.js";

const POLICY = { timeoutMs: 30_000, retries: 3 };
const at = (seconds: number) => new Date(seconds * 1000);
type EventType = ServiceEvent["type"];

/** One event per second, then a look after `later` seconds more. */
function stateAfter(types: readonly EventType[], later = 0) {
  const events = types.map((type, second): ServiceEvent => ({ type, at: at(second) }));
  return serviceState(events, POLICY, at(types.length - 1 + later));
}

test.each<[string, EventType[], string]>([
  ["nothing ever happened", [], "stopped"],
  ["it was started", ["started"], "starting"],
  ["its first probe failed", ["started", "probe-failed"], "starting"],
  ["it answered", ["started", "probe-passed"], "healthy"],
  [
    "it failed fewer probes than it takes",
    ["started", "probe-passed", "probe-failed", "probe-failed"],
    "healthy",
  ],
  [
    "it failed as many probes in a row as it takes",
    ["started", "probe-passed", "probe-failed", "probe-failed", "probe-failed"],
    "unhealthy",
  ],
  [
    "it answered again after that",
    ["started", "probe-passed", "probe-failed", "probe-failed", "probe-failed", "probe-passed"],
    "healthy",
  ],
  [
    "it keeps changing between the two",
    ["started", "probe-passed", "probe-failed", "probe-passed", "probe-failed"],
    "degraded",
  ],
  ["it was restarted once", ["started", "probe-passed", "exited", "restarted", "probe-passed"], "healthy"],
  ["it was restarted and has not answered since", ["started", "probe-passed", "restarted"], "starting"],
  [
    "it was restarted twice",
    ["started", "probe-passed", "exited", "restarted", "probe-passed", "restarted", "probe-passed"],
    "degraded",
  ],
  ["it was stopped", ["started", "probe-passed", "stopped"], "stopped"],
  ["it ended", ["started", "probe-passed", "exited"], "stopped"],
  ["a probe came in after the stop", ["started", "stopped", "probe-passed"], "stopped"],
  [
    "probes that came in after its end tell of nothing",
    [
      ...(["started", "probe-passed", "exited"] as const),
      ...(["probe-failed", "probe-passed", "probe-failed", "probe-passed"] as const),
      ...(["restarted", "probe-passed"] as const),
    ],
    "healthy",
  ],
  [
    "it was stopped and started after much trouble",
    ["started", "probe-passed", "restarted", "restarted", "stopped", "started", "probe-passed"],
    "healthy",
  ],
])("%s", (_, events, state) => {
  expect(stateAfter(events)).toBe(state);
});

test("one that never answered is unhealthy when its time is up, without any event", () => {
  expect(stateAfter(["started"], 29.9)).toBe("starting");
  expect(stateAfter(["started"], 30)).toBe("unhealthy");
  expect(stateAfter(["started", "probe-failed"], 60)).toBe("unhealthy");
});

test("flapping is forgotten when it lies longer back than the window", () => {
  const events: EventType[] = ["started", "probe-passed", "restarted", "restarted", "probe-passed"];
  expect(stateAfter(events)).toBe("degraded");
  // The restarts were one and two seconds before the last event.
  expect(stateAfter(events, FLAP_WINDOW_MS / 1000 - 2)).toBe("healthy");
});

test("whatever happens, only the moves of the model are made", () => {
  const anyEvent = fc.record({
    type: fc.constantFrom<EventType>(
      "started",
      "restarted",
      "stopped",
      "exited",
      "probe-passed",
      "probe-failed",
    ),
    afterMs: fc.oneof(fc.integer({ min: 0, max: 5_000 }), fc.integer({ min: 0, max: FLAP_WINDOW_MS * 2 })),
  });
  fc.assert(
    fc.property(fc.array(anyEvent, { maxLength: 40 }), (steps) => {
      let nowMs = 0;
      let snapshot = INITIAL_SNAPSHOT;
      for (const { type, afterMs } of steps) {
        nowMs += afterMs;
        const before = stateAt(snapshot, POLICY, new Date(nowMs));
        snapshot = applyEvent(snapshot, { type, at: new Date(nowMs) }, POLICY);
        const after = stateAt(snapshot, POLICY, new Date(nowMs));
        if (after !== before) expect(ALLOWED_MOVES[before]).toContain(after);
      }
    }),
    { numRuns: 500 },
  );
});
