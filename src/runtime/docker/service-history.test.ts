import { describe, expect, test } from "vitest";
import type { ServiceEvent } from "../../services/service-state.js";
import { mergeHistory, withoutStartingTroubles } from "./service-history.js";

const T = Date.parse("2026-01-01T12:00:00Z");
const event = (type: ServiceEvent["type"], afterMs: number): ServiceEvent => ({
  type,
  at: new Date(T + afterMs),
});
const types = (events: readonly ServiceEvent[]) => events.map(({ type }) => type);

describe("what several sources tell, merged", () => {
  test("is in order of time, each event once", () => {
    const merged = mergeHistory(
      [event("started", 0), event("probe-passed", 900)],
      [event("started", 0), event("probe-failed", 400)],
    );
    expect(types(merged)).toEqual(["started", "probe-failed", "probe-passed"]);
  });

  test("has one start where the engine's event and the container's record differ a little", () => {
    const merged = mergeHistory([event("restarted", 120)], [event("started", 0), event("probe-passed", 500)]);
    expect(types(merged)).toEqual(["started", "probe-passed"]);
  });

  test("keeps two starts with a death between, however quick they were", () => {
    const merged = mergeHistory([event("started", 0), event("exited", 500), event("restarted", 900)]);
    expect(types(merged)).toEqual(["started", "exited", "restarted"]);
  });
});

test("probes that fail while a service starts are no sign of trouble; later ones are", () => {
  const first = [
    event("started", 0),
    event("probe-failed", 1),
    event("probe-passed", 2),
    event("probe-failed", 3),
  ];
  const again = [event("restarted", 4), event("probe-failed", 5), event("probe-passed", 6)];
  expect(types(withoutStartingTroubles(first))).toEqual(["started", "probe-passed", "probe-failed"]);
  expect(types(withoutStartingTroubles([...first, ...again])).slice(3)).toEqual([
    "restarted",
    "probe-passed",
  ]);
});
