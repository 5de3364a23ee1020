import { expect, test } from "vitest";
import { createdAt } from "./created-at.js";

test.each<[string | number | undefined, string | undefined]>([
  ["2026-01-02T03:04:05.123456789Z", "2026-01-02T03:04:05.123Z"],
  ["2026-01-02T03:04:05Z", "2026-01-02T03:04:05.999Z"],
  ["2026-01-02T04:04:05+01:00", "2026-01-02T03:04:05.999Z"],
  [Date.UTC(2026, 0, 2, 3, 4, 5) / 1000, "2026-01-02T03:04:05.999Z"],
  ["", undefined],
  [undefined, undefined],
])("%j as the time of an object", (time, expected) => {
  expect(createdAt(time)?.toISOString()).toBe(expected);
});
