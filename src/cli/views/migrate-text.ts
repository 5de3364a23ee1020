import type { MigrateReport } from "../../operations/reports.js";
import { formatDuration } from "../output/duration.js";
import type { Style } from "../output/style.js";
import { formatTable } from "../output/table.js";

/** All migrations: the applied with when, the pending in the order they would run. */
export function migratePlanText(
  report: MigrateReport,
  { style, width }: { style: Style; width: number },
): string {
  const { applied, pending } = report.plan;
  if (applied.length + pending.length === 0) return "There are no migrations\n";
  const rows = [
    ...applied.map((entry) => [
      entry.filename,
      style.good("applied"),
      `${entry.appliedAt.slice(0, 19).replace("T", " ")} UTC`,
      formatDuration(entry.durationMs),
    ]),
    ...pending.map((file) => [file.filename, style.warning("pending"), "", ""]),
  ];
  const table = formatTable({ head: ["MIGRATION", "STATE", "APPLIED", "TOOK"], rows }, width, (text) =>
    style.faint(text),
  );
  const what = report.dryRun
    ? `${pending.length} would run, in this order; nothing was run`
    : `${pending.length} pending`;
  return `${table}\n${applied.length} applied, ${what}\n`;
}

/** What a run did. */
export function migrateResultText({ name, result }: MigrateReport): string {
  if (result === undefined) return "";
  if (result.applied.length === 0) {
    return result.alreadyApplied === 0
      ? `${name} has no migrations\n`
      : `Nothing to do: all ${result.alreadyApplied} migrations of ${name} were applied before\n`;
  }
  const count = `${result.applied.length} ${result.applied.length === 1 ? "migration" : "migrations"}`;
  return `Applied ${count} to ${name} in ${formatDuration(result.durationMs)}, ${result.alreadyApplied} before\n`;
}
