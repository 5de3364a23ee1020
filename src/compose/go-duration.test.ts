import { expect, test } from "vitest";
import { goDuration } from "./go-duration.js";

// As fmt.Println(time.Duration) prints them.
test.each([
  [0, "0s"],
  [1, "1ms"],
  [999, "999ms"],
  [1000, "1s"],
  [1500, "1.5s"],
  [1050, "1.05s"],
  [30_000, "30s"],
  [60_000, "1m0s"],
  [61_500, "1m1.5s"],
  [3_600_000, "1h0m0s"],
  [86_400_000, "24h0m0s"],
])("%d ms is %s", (milliseconds, text) => {
  expect(goDuration(milliseconds)).toBe(text);
});
