import { expect, test } from "vitest";
import { hasColors, isAnimatable } from "./terminal.js";

const terminal = { isTTY: true };
const pipe = {};

test("colours: FORCE_COLOR, then NO_COLOR, then the terminal", () => {
  expect(hasColors(terminal, {})).toBe(true);
  expect(hasColors(pipe, {})).toBe(false);
  expect(hasColors(terminal, { NO_COLOR: "1" })).toBe(false);
  expect(hasColors(terminal, { NO_COLOR: "" })).toBe(true);
  expect(hasColors(terminal, { TERM: "dumb" })).toBe(false);
  expect(hasColors(pipe, { FORCE_COLOR: "1", NO_COLOR: "1" })).toBe(true);
  expect(hasColors(terminal, { FORCE_COLOR: "0" })).toBe(false);
});

test("lines are redrawn in a terminal only, and not in CI", () => {
  expect(isAnimatable(terminal, {})).toBe(true);
  expect(isAnimatable(terminal, { NO_COLOR: "1" })).toBe(true);
  expect(isAnimatable(pipe, { FORCE_COLOR: "1" })).toBe(false);
  expect(isAnimatable(terminal, { CI: "true" })).toBe(false);
  expect(isAnimatable(terminal, { TERM: "dumb" })).toBe(false);
});
