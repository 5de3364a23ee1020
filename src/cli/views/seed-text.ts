import type { SeedPlan, SeedState } from "../../migrations/model/seed-report.js";
import type { SeedRunReport } from "../../operations/seed.js";
import { displayPath } from "../output/display-path.js";
import { formatDuration } from "../output/duration.js";
import type { Style } from "../output/style.js";
import { formatTable } from "../output/table.js";
import { infra } from "../../system/own-command.js";

/** The seeds in the order they run, what would run, and the problems that prevent it. */
export function seedPlanText(
  plan: SeedPlan,
  { style, width, cwd }: { style: Style; width: number; cwd: string },
): string {
  const rows = plan.seeds.map((seed) => [
    seed.filename,
    stateText(seed, style),
    seed.appliedAt === null ? "" : `${seed.appliedAt.slice(0, 19).replace("T", " ")} UTC`,
  ]);
  const list =
    rows.length === 0
      ? `There are no seeds in ${displayPath(plan.directory.path, cwd)}\n`
      : formatTable({ head: ["SEED", "STATE", "APPLIED"], rows }, width, style.faint);
  const problems = [...plan.migrationProblems, ...plan.problems].map(
    ({ message, hint }) =>
      `${style.bad("✖")} ${message}\n${hint
        .split("\n")
        .map((line) => `  ${style.accent("→")} ${line}\n`)
        .join("")}`,
  );
  return [list, ...problems].join("");
}

/** What a run did, and what it did not run. */
export function seedResultText(
  { name, result: { applied, unchanged, changed, durationMs } }: SeedRunReport & { dryRun: false },
  style: Style,
): string {
  const lines: string[] = [];
  if (applied.length > 0)
    lines.push(`Applied ${count(applied.length)} to ${name} in ${formatDuration(durationMs)}`);
  if (applied.length === 0 && changed.length === 0) {
    lines.push(
      unchanged.length === 0
        ? `${name} has no seeds`
        : `Nothing to do for ${name}: no seed is new or changed`,
    );
  }
  if (unchanged.length > 0) lines.push(style.faint(`Unchanged, not run again: ${unchanged.join(", ")}`));
  if (changed.length > 0) {
    lines.push(`${style.warning("!")} Changed since it ran, not run again: ${changed.join(", ")}`);
    lines.push(`  ${style.accent("→")} ${infra("seed", "--rerun", ...changed)}`);
  }
  return lines.map((line) => `${line}\n`).join("");
}

function stateText({ state, willRun }: SeedState, style: Style): string {
  switch (state) {
    case "new":
      return style.warning("new");
    case "unchanged":
      return willRun ? style.warning("unchanged, runs again") : style.good("unchanged");
    case "changed":
      return style.warning(willRun ? "changed, runs again" : "changed, not run without --rerun");
  }
}

function count(seeds: number): string {
  return `${seeds} ${seeds === 1 ? "seed" : "seeds"}`;
}
