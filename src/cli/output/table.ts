import { visible } from "../../system/visible-text.js";
import { padVisible, visibleWidth } from "./width.js";

export interface Table {
  head: readonly string[];
  rows: readonly (readonly string[])[];
}

const GAP = 2;

/**
 * Aligned columns. Where they do not fit, each row becomes a small block of `head  value` lines instead, so that nothing is
 * cut and nothing wraps in the middle of a row. Lines end with a line break.
 */
export function formatTable(table: Table, width: number, paintHead = (text: string) => text): string {
  const { head } = table;
  // A cell is one line, whatever name is in it.
  const rows = table.rows.map((row) => row.map((cell) => cell.replaceAll("\n", visible)));
  const widths = head.map((title, column) =>
    Math.max(visibleWidth(title), ...rows.map((row) => visibleWidth(row[column] ?? ""))),
  );
  const total = widths.reduce((sum, each) => sum + each + GAP, -GAP);
  if (total > width) return formatBlocks({ head, rows }, paintHead);
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) => padVisible(cell, (widths[column] ?? 0) + GAP))
      .join("")
      .trimEnd() + "\n";
  return paintLine(line(head), paintHead) + rows.map(line).join("");
}

function formatBlocks({ head, rows }: Table, paintHead: (text: string) => string): string {
  const titleWidth = Math.max(...head.slice(1).map(visibleWidth)) + GAP;
  const block = ([first = "", ...rest]: readonly string[]) =>
    [
      first,
      ...rest
        .map((cell, index) => [head[index + 1] ?? "", cell] as const)
        .filter(([, cell]) => cell !== "")
        .map(([title, cell]) => `  ${paintHead(padVisible(title, titleWidth))}${cell}`),
    ].join("\n") + "\n";
  return rows.map(block).join("");
}

function paintLine(line: string, paint: (text: string) => string): string {
  return paint(line.slice(0, -1)) + "\n";
}
