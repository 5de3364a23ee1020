import { InfraError } from "../../errors/infra-error.js";
import { isUnchanged } from "../files/checksum.js";
import { duplicates } from "../files/duplicates.js";
import { migrationNumber } from "../files/filename.js";
import type { MigrationFolder, MigrationSource } from "../files/migration-folder.js";
import type { LedgerEntry, MigrationFile, MigrationPlan, PlanProblem } from "../model/report.js";
import { infra } from "../../system/own-command.js";

/** The plan with everything that its execution needs. */
export interface WorkPlan {
  applied: readonly LedgerEntry[];
  pending: readonly MigrationSource[];
  problems: readonly PlanProblem[];
}

/** Compares folder and ledger. Pure; collects every problem instead of stopping at the first. */
export function planWork(
  folder: MigrationFolder,
  applied: readonly LedgerEntry[],
  options: { allowOutOfOrder: boolean },
): WorkPlan {
  const recorded = new Map(applied.map((entry) => [entry.filename, entry]));
  const sources = new Map(folder.sources.map((source) => [source.filename, source]));
  const pending = folder.sources.filter((source) => !recorded.has(source.filename));
  const problems = [
    ...folder.problems,
    ...duplicates(folder.sources, applied),
    ...applied.flatMap((entry) => {
      const source = sources.get(entry.filename);
      if (!source) return [missing(entry, pending, folder)];
      return isUnchanged(entry, source) ? [] : [changed(entry, source)];
    }),
    ...(options.allowOutOfOrder ? [] : outOfOrder(pending, applied)),
  ];
  return { applied, pending, problems };
}

/** The public part: without the content of the files. */
export function publicFile({ filename, number, path, checksum }: MigrationSource): MigrationFile {
  return { filename, number, path, checksum };
}

/**
 * Throws when a problem prevents this plan: LEDGER_INTEGRITY, or MIGRATION_FAILED when all there is are
 * statements that cannot run.
 */
export function requireSound(plan: Pick<MigrationPlan, "problems">): void {
  const [first, ...rest] = plan.problems;
  if (first === undefined) return;
  const details = { problems: plan.problems };
  if (plan.problems.every(({ kind }) => kind === "refused-statement")) {
    const message = plan.problems.map((problem) => `Migration failed at ${problem.message}`).join("\n");
    throw new InfraError("MIGRATION_FAILED", message, { hint: hintsOf(plan.problems), details });
  }
  const list = rest.length === 0 ? first.message : lines(plan.problems);
  throw new InfraError("LEDGER_INTEGRITY", `Migrations do not match their ledger: ${list}`, {
    hint: hintsOf(plan.problems),
    details,
  });
}

function missing(
  entry: LedgerEntry,
  pending: readonly MigrationSource[],
  folder: MigrationFolder,
): PlanProblem {
  const renamed = pending.find((source) => isUnchanged(entry, source));
  return {
    kind: "missing",
    filenames: [entry.filename],
    message: folder.exists
      ? `${entry.filename} was applied, but its file is missing${renamed ? ` (${renamed.filename} has the same content)` : ""}`
      : `${entry.filename} was applied, but the folder ${folder.path} does not exist`,
    hint: renamed
      ? `Rename ${renamed.filename} back to ${entry.filename}`
      : `Restore ${entry.filename} from version control. Or, if it is no longer needed: ${infra("migrate", "repair", entry.filename, "--forget-missing")}`,
  };
}

function changed(entry: LedgerEntry, source: MigrationSource): PlanProblem {
  return {
    kind: "changed",
    filenames: [entry.filename],
    message: `${entry.filename} was changed after it was applied (recorded ${brief(entry.checksum)}, now ${brief(source.checksum)})`,
    hint: `Undo the change and write a new migration. Or see: ${infra("migrate", "repair", entry.filename)}`,
  };
}

function outOfOrder(pending: readonly MigrationSource[], applied: readonly LedgerEntry[]): PlanProblem[] {
  const last = applied
    .map(({ filename }) => ({ filename, number: migrationNumber(filename) ?? -1 }))
    .reduce((a, b) => (b.number > a.number ? b : a), { filename: "", number: -1 });
  return pending
    .filter(({ number }) => number <= last.number)
    .map(({ filename }) => ({
      kind: "out-of-order",
      filenames: [filename],
      message: `${filename} is not applied, but the later ${last.filename} is`,
      hint: `Give ${filename} a number above ${last.number}, or apply it out of order: ${infra("migrate", "--allow-out-of-order")}`,
    }));
}

function lines(problems: readonly PlanProblem[]): string {
  return problems.map((problem) => `\n  - ${problem.message.replaceAll("\n", "\n    ")}`).join("");
}

function hintsOf(problems: readonly PlanProblem[]): string {
  return [...new Set(problems.map(({ hint }) => hint))].join("\n");
}

/** Enough of `sha256:…` to distinguish two. */
function brief(checksum: string): string {
  return `${checksum.slice(0, 15)}…`;
}
