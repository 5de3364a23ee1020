import { basename } from "node:path";
import { InfraError } from "../../errors/infra-error.js";
import { foreignTable } from "../ledger/record-table.js";
import { isUnchanged } from "../files/checksum.js";
import { requireSound } from "../ledger/plan.js";
import type { PlanProblem } from "../model/report.js";
import type { SeedPlan, SeedState } from "../model/seed-report.js";
import type { SeedTable } from "./seed-table.js";
import { FAILED } from "../sql/failure/sql-error.js";
import type { SqlFile, SqlFolder } from "../files/sql-folder.js";
import { infra } from "../../system/own-command.js";

/** Which seeds are meant, and what is to happen with those that ran before. */
export interface SeedSelection {
  /** File names, with or without folder and `.sql`; empty: all. */
  filenames: readonly string[];
  /** Which of them run again: none, those that were changed since, or also those that are as they were. */
  rerun: "none" | "changed" | "all";
}

/** A seed with its content. */
export type PlannedSeed = SeedState & { file: SqlFile };

/**
 * Compares the folder with what the database remembers. Pure.
 *
 * @throws USAGE for a name that no file has
 */
export function planSeeds(folder: SqlFolder, table: SeedTable, selection: SeedSelection): PlannedSeed[] {
  const ran = new Map((table.kind === "ours" ? table.rows : []).map((row) => [row.filename, row]));
  return choose(folder, selection.filenames).map((file) => {
    const { filename, checksum } = file;
    const row = ran.get(filename);
    const state = row === undefined ? "new" : isUnchanged(row, file) ? "unchanged" : "changed";
    const willRun = state === "new" || selection.rerun === "all" || selection.rerun === state;
    return { filename, checksum, state, appliedAt: row?.appliedAt ?? null, willRun, file };
  });
}

/** Problems besides those of the files: the table is foreign, the schema is not up to date. */
export function preconditions(table: SeedTable, pendingMigrations: readonly string[]): PlanProblem[] {
  return [
    ...(table.kind === "foreign" ? [foreignTable(table.fault)] : []),
    ...(pendingMigrations.length > 0 ? [notMigrated(pendingMigrations)] : []),
  ];
}

/** Throws when a problem prevents this plan: LEDGER_INTEGRITY or MIGRATION_FAILED. */
export function requireSeedable(plan: Pick<SeedPlan, "problems" | "migrationProblems">): void {
  requireSound({ problems: plan.migrationProblems });
  const { problems } = plan;
  if (problems.length === 0) return;
  const message = problems
    .map(
      (problem) => `${FAILED.seed}${problem.kind === "refused-statement" ? " at" : ":"} ${problem.message}`,
    )
    .join("\n");
  const hint = [...new Set(problems.map((problem) => problem.hint))].join("\n");
  throw new InfraError("MIGRATION_FAILED", message, { hint, details: { problems } });
}

function choose(folder: SqlFolder, names: readonly string[]): readonly SqlFile[] {
  if (names.length === 0) return folder.files;
  const wanted = new Set(names.map(filenameOf));
  const unknown = [...wanted].filter((name) => !folder.files.some(({ filename }) => filename === name));
  if (unknown.length === 0) return folder.files.filter(({ filename }) => wanted.has(filename));
  const there = folder.files.map(({ filename }) => filename).join(", ");
  throw new InfraError("USAGE", `There is no seed ${unknown.join(", ")} in ${folder.path}`, {
    hint: there === "" ? "The folder has no seeds" : `There are: ${there}`,
    details: { filenames: unknown },
  });
}

/** Shells complete the path; people leave out the ending. */
function filenameOf(name: string): string {
  const own = basename(name);
  return /\.sql$/i.test(own) ? own : `${own}.sql`;
}

function notMigrated(pending: readonly string[]): PlanProblem {
  const count = `${pending.length} ${pending.length === 1 ? "migration is" : "migrations are"}`;
  return {
    kind: "not-migrated",
    filenames: pending,
    message: `the schema is not up to date, ${count} pending (${pending[0]}${pending.length > 1 ? ", …" : ""})`,
    hint: `Apply the migrations first: ${infra("migrate")}`,
  };
}
