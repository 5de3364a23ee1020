import { expect, test } from "vitest";
import { resolveConfig } from "../../config/resolve.js";
import { onClockOf } from "./engine-clock.js";

test("the checkout's own time is put on the engine's clock", async () => {
  const resolved = await resolveConfig({ projectDir: import.meta.dirname, env: {}, flags: {} });
  const checkout = { id: "1", createdAt: "2026-01-02T03:04:05.000Z", path: "/app", hostname: "here" };
  const config = { ...resolved, checkout };
  expect(onClockOf({ clockAheadMs: 3_600_000 }, config).checkout).toEqual({
    ...checkout,
    createdAt: "2026-01-02T04:04:05.000Z",
  });
  expect(onClockOf({ clockAheadMs: 3_600_000 }, resolved)).toBe(resolved);
});
