import { expect, test } from "vitest";
import { formatDuration } from "./duration.js";

test.for([
  [0, "0 ms"],
  [999.4, "999 ms"],
  [999.6, "1.0 s"],
  [1234, "1.2 s"],
  [59_940, "59.9 s"],
  [59_960, "1 min"],
  [185_000, "3 min 5 s"],
  [3_599_999, "1 h"],
  [7_440_000, "2 h 4 min"],
  [93_600_000, "1 d 2 h"],
] as const)("%d ms reads %s", ([ms, text]) => {
  expect(formatDuration(ms)).toBe(text);
});
