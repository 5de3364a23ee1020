import { dirname } from "node:path";
import { quoteForShell } from "../../system/shell-quote.js";
import { migrationNumber, renumbered } from "./filename.js";
import type { MigrationSource } from "./migration-folder.js";
import type { LedgerEntry, PlanProblem } from "../model/report.js";
import { infra } from "../../system/own-command.js";

/** Files that carry one number, as a merge of two branches brings them, with the commands that give each a separate number. */
export function duplicates(
  sources: readonly MigrationSource[],
  applied: readonly LedgerEntry[],
): PlanProblem[] {
  const isApplied = new Set(applied.map(({ filename }) => filename));
  let next = nextNumber([...sources.map(({ filename }) => filename), ...isApplied]);
  return [...groupByNumber(sources)].flatMap(([number, same]) => {
    if (same.length < 2) return [];
    const filenames = same.map(({ filename }) => filename);
    // What was applied keeps its number; otherwise the first name does, so that everybody renames the same file.
    const kept = filenames.find((filename) => isApplied.has(filename)) ?? filenames[0];
    const renames = same
      .filter(({ filename }) => filename !== kept && !isApplied.has(filename))
      .map((source) => gitMove(source, next++));
    return [
      {
        kind: "duplicate-number",
        filenames,
        message: `${filenames.join(" and ")} have the same number, ${number}`,
        hint:
          renames.length > 0 ? renames.join("\n") : `Both were applied: see ${infra("migrate", "status")}`,
      },
    ];
  });
}

function nextNumber(filenames: readonly string[]): number {
  return Math.max(0, ...filenames.map((filename) => migrationNumber(filename) ?? 0)) + 1;
}

function groupByNumber(sources: readonly MigrationSource[]): Map<number, MigrationSource[]> {
  const groups = new Map<number, MigrationSource[]>();
  for (const source of sources) groups.set(source.number, [...(groups.get(source.number) ?? []), source]);
  return groups;
}

/** With the folder's absolute path: it works wherever it is typed. */
function gitMove({ filename, path }: MigrationSource, number: number): string {
  return `git -C ${quoteForShell(dirname(path))} mv ${filename} ${renumbered(filename, number)}`;
}
