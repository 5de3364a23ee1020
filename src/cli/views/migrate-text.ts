import type { LockNote, MigrationPlan, PlanWithLocks } from "../../migrations/model/report.js";
import type { MigrateResultReport } from "../../operations/migrate.js";
import { displayPath } from "../output/display-path.js";
import { formatDuration } from "../output/duration.js";
import type { Style } from "../output/style.js";
import { formatTable } from "../output/table.js";

export interface PlanTextOptions {
  style: Style;
  width: number;
  cwd: string;
}

/** All migrations: the applied ones with their time, the pending ones in order, then the problems. */
export function migratePlanText(plan: MigrationPlan, { style, width, cwd }: PlanTextOptions): string {
  const { applied, pending, directory } = plan;
  const rows = [
    ...applied.map((entry) => [
      entry.filename,
      style.good("applied"),
      `${entry.appliedAt.slice(0, 19).replace("T", " ")} UTC`,
      formatDuration(entry.durationMs),
    ]),
    ...pending.map((file) => [file.filename, style.warning("pending"), "", ""]),
  ];
  const head = ["MIGRATION", "STATE", "APPLIED", "TOOK"];
  const list =
    rows.length === 0
      ? `There are no migrations in ${displayPath(directory.path, cwd)}\n`
      : `${formatTable({ head, rows }, width, style.faint)}\n${applied.length} applied, ${pending.length} pending\n`;
  return [
    list,
    ...plan.warnings.map((each) => `${style.warning("!")} ${each}\n`),
    problemsText(plan, style),
  ].join("");
}

/** The locks of the pending files, long ones first, each with an alternative that blocks less. */
export function locksText({ locks, notLookedInto }: PlanWithLocks, style: Style): string {
  const [brief, long] = [true, false].map((isBrief) =>
    locks.filter(({ work }) => (work === "brief") === isBrief),
  );
  return [
    ...section("Locks held for long on objects in use:", long ?? [], style),
    ...section("Locks held briefly, or until the end of the file:", brief ?? [], style),
    ...unseen(notLookedInto, style),
  ].join("");
}

/** Notes to which the same advice applies stand together above it. */
function section(title: string, notes: readonly LockNote[], style: Style): string[] {
  if (notes.length === 0) return [];
  const groups = new Map<string, LockNote[]>();
  for (const note of notes) groups.set(note.advice, [...(groups.get(note.advice) ?? []), note]);
  return [
    `${title}\n`,
    ...[...groups].flatMap(([advice, same]) => [
      ...same.map((note) => `  ${style.warning("!")} ${lockText(note)}\n`),
      `    ${style.accent("→")} ${advice}\n`,
    ]),
  ];
}

function unseen(codes: PlanWithLocks["notLookedInto"], style: Style): string[] {
  if (codes.length === 0) return [];
  return [
    "Not analyzed; the locks of this code are not listed:\n",
    ...codes.map(({ filename, line, code }) => `  ${style.warning("!")} ${filename}:${line} ${code}\n`),
  ];
}

function lockText({ filename, line, statement, relation, mode, blocks, work }: LockNote): string {
  return `${filename}:${line} ${statement} on ${relation}: ${mode}${WORK[work]}, blocks ${blocks}`;
}

const WORK: Readonly<Record<LockNote["work"], string>> = {
  brief: "",
  scan: " while it scans the table",
  index: " while it builds the index",
  rewrite: " while it rewrites the table",
};

function problemsText({ problems }: MigrationPlan, style: Style): string {
  return problems
    .map(({ message, hint }) => {
      const hints = hint.split("\n").map((line) => `  ${style.accent("→")} ${line}\n`);
      return `${style.bad("✖")} ${message}\n${hints.join("")}`;
    })
    .join("");
}

/** What a run did. */
export function migrateResultText({ name, result }: MigrateResultReport): string {
  if (result.applied.length === 0) {
    return result.alreadyApplied === 0
      ? `${name} has no migrations\n`
      : `Nothing to do: all ${result.alreadyApplied} migrations of ${name} are already applied\n`;
  }
  const count = `${result.applied.length} ${result.applied.length === 1 ? "migration" : "migrations"}`;
  return `Applied ${count} to ${name} in ${formatDuration(result.durationMs)}, ${result.alreadyApplied} already applied\n`;
}
