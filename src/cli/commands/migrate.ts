import { InfraError } from "../../errors/infra-error.js";
import type { MigrateReport } from "../../operations/reports.js";
import { defineCommand, type CommandContext, type CommandResult } from "../command.js";
import { displayPath } from "../output/display-path.js";
import { migratePlanText, migrateResultText, repairText } from "../views/migrate-text.js";

const statusCommand = defineCommand({
  name: "status",
  summary: "list applied and pending migrations",
  examples: [["infra migrate status", "a table of all files"]],
  progress: "stderr",
  run: async (context) => {
    const { migrateStatus } = await import("../../operations/migrate.js");
    const report = await migrateStatus(context.operation);
    return { document: report, text: migratePlanText(report.plan, viewOptions(context)) };
  },
});

const newCommand = defineCommand({
  name: "new",
  summary: "create an empty migration file with the next number",
  examples: [["infra migrate new add guild table", "creates NNN_add_guild_table.sql"]],
  progress: "stderr",
  configure: (command) => {
    command.argument("<description...>", "what the migration does, in a few words");
  },
  run: async ({ operation, io }, { operands }) => {
    const { migrateNew } = await import("../../operations/migrate-new.js");
    const report = await migrateNew({ ...operation, description: operands.join(" ") });
    return { document: report, text: `Created ${displayPath(report.path, io.cwd)}\n` };
  },
});

const repairCommand = defineCommand({
  name: "repair",
  summary: "accept applied files that were changed since",
  description:
    "Records the new checksums of applied files that were changed since, and shows old and new. The SQL is not run again:\n" +
    "use it only when the change makes no difference to the database (a comment, a line break).",
  examples: [
    ["infra migrate repair", "all changed files"],
    ["infra migrate repair 003_add_index.sql", "this file only"],
  ],
  progress: "stdout",
  configure: (command) => {
    command.argument("[filenames...]", "only these files");
  },
  run: async ({ operation }, { operands }) => {
    const { migrateRepair } = await import("../../operations/migrate-repair.js");
    const report = await migrateRepair({ ...operation, filenames: [...operands] });
    return { document: report, text: repairText(report) };
  },
});

export const migrateCommand = defineCommand<{ dryRun?: true; allowOutOfOrder?: true }>({
  name: "migrate",
  summary: "apply the pending migrations",
  description: "Applies the pending migrations in order, each file in a transaction of its own.",
  examples: [
    ["infra migrate", "apply what is pending"],
    ["infra migrate --dry-run", "show what would run"],
    ["infra migrate new add guild table", "create the next file"],
  ],
  progress: "stdout",
  configure: (command) => {
    command
      .usage("[options] [command]")
      .option("--dry-run", "show what would run and run nothing")
      .option("--allow-out-of-order", "apply a new migration whose number is lower than an applied one")
      .allowExcessArguments();
  },
  subcommands: [statusCommand, newCommand, repairCommand],
  run: async (context, { options, operands }) => {
    if (operands.length > 0) {
      throw new InfraError("USAGE", `Unknown command 'migrate ${operands[0]}'`, {
        hint: "Its commands are: status, new, repair\nSee infra migrate --help",
      });
    }
    const { migrate } = await import("../../operations/migrate.js");
    const dryRun = options.dryRun === true;
    const report = await migrate({
      ...context.operation,
      dryRun,
      allowOutOfOrder: options.allowOutOfOrder === true,
    });
    if (dryRun) return dryRunResult(report, context);
    return { document: report, ...(!context.globals.quiet && { text: migrateResultText(report) }) };
  },
});

/** The exit code is what the real run would end with. */
function dryRunResult(report: MigrateReport, context: CommandContext): CommandResult {
  const text = `${migratePlanText(report.plan, viewOptions(context))}Nothing was run (--dry-run)\n`;
  const [first] = report.plan.problems;
  if (first === undefined) return { document: report, text };
  const failure = new InfraError("LEDGER_INTEGRITY", first.message, { hint: first.hint });
  return { document: report, text, failure, exitCode: failure.exitCode };
}

function viewOptions({ style, io }: CommandContext) {
  return { style, width: io.stdout.columns, cwd: io.cwd };
}
