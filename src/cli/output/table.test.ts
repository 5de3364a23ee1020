import { expect, test } from "vitest";
import { formatTable } from "./table.js";
import { createStyle } from "./style.js";

const table = {
  head: ["SERVICE", "STATE", "PID"],
  rows: [
    ["postgres", "healthy", "41234"],
    ["redis", "stopped", ""],
  ],
};

test("columns are aligned and lines have no blanks at their end", () => {
  expect(formatTable(table, 80)).toBe(
    ["SERVICE   STATE    PID", "postgres  healthy  41234", "redis     stopped", ""].join("\n"),
  );
});

test("colours do not shift columns", () => {
  const { good } = createStyle(true);
  const coloured = { ...table, rows: [["postgres", good("healthy"), "41234"]] };
  expect(formatTable(coloured, 80)).toContain(`postgres  ${good("healthy")}  41234`);
});

test("a table that does not fit becomes blocks, cut nowhere", () => {
  expect(formatTable(table, 23)).toBe(
    ["postgres", "  STATE  healthy", "  PID    41234", "redis", "  STATE  stopped", ""].join("\n"),
  );
});
