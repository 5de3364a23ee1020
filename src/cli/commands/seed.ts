import type { SeedSelection } from "../../migrations/seeds/seed-plan.js";
import { defineCommand } from "../command.js";
import { refusalOf } from "../refusal-of.js";
import { seedPlanText, seedResultText } from "../views/seed-text.js";

export const seedCommand = defineCommand<{ rerun?: true; dryRun?: true }>({
  name: "seed",
  summary: "run the new seeds",
  description:
    "Runs the files seeds/*.sql that have not run on this database, in order of name, each in a transaction.\n" +
    "A seed that changed since it ran is reported, and runs again with --rerun only. With --rerun\n" +
    "and file names, the named files run again, changed or not.\n" +
    "The schema must be up to date. After infra reset all seeds are new.",
  examples: [
    ["infra seed", "run the new seeds"],
    ["infra seed 010_players.sql", "only this file, if it is new"],
    ["infra seed --rerun", "run changed seeds again as well"],
    ["infra seed --rerun 010_players.sql", "run this file again, changed or not"],
    ["infra seed --dry-run", "show what would run"],
    ["infra up --seed", "start, migrate and seed"],
  ],
  progress: "stdout",
  configure: (command) => {
    command
      .argument("[files...]", "only these seeds")
      .option("--rerun", "run changed seeds again, or the named ones, changed or not")
      .option("--dry-run", "show what would run and run nothing");
  },
  run: async ({ operation, globals, style, io }, { options, operands }) => {
    const { seed } = await import("../../operations/seed.js");
    const report = await seed({
      ...operation,
      filenames: [...operands],
      rerun: rerunOf(options.rerun === true, operands),
      dryRun: options.dryRun === true,
    });
    if (!report.dryRun) {
      return { document: report, ...(!globals.quiet && { text: seedResultText(report, style) }) };
    }
    const text = `${seedPlanText(report.plan, { style, width: io.stdout.columns, cwd: io.cwd })}Nothing was run (--dry-run)\n`;
    const { requireSeedable } = await import("../../migrations/seeds/seed-plan.js");
    const failure = refusalOf(() => requireSeedable(report.plan));
    return { document: report, text, ...(failure && { failure, exitCode: failure.exitCode }) };
  },
});

/** A file named explicitly always runs again. */
function rerunOf(isAsked: boolean, operands: readonly string[]): SeedSelection["rerun"] {
  if (!isAsked) return "none";
  return operands.length > 0 ? "all" : "changed";
}
