import { resolve } from "node:path";
import { InfraError } from "../../errors/infra-error.js";
import type { MigratePlanReport } from "../../operations/migrate.js";
import { defineCommand, type CommandContext, type CommandResult } from "../command.js";
import { refusalOf } from "../refusal-of.js";
import { displayPath } from "../output/display-path.js";
import { baselineText, repairText } from "../views/ledger-text.js";
import { locksText, migratePlanText, migrateResultText } from "../views/migrate-text.js";
import { infra } from "../../system/own-command.js";

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

const baselineCommand = defineCommand<{ to?: string; allowEmpty?: true }>({
  name: "baseline",
  summary: "record files as applied without running them",
  description:
    "For a database that already has the schema: records the files up to the one given, or all, as applied. None of them runs.",
  examples: [
    ["infra migrate baseline --to 012", "up to number 12; later files stay pending"],
    ["infra migrate baseline", "all files"],
  ],
  progress: "stdout",
  configure: (command) => {
    command
      .option("--to <file>", "the last file to record: its number or its name")
      .option("--allow-empty", "record files even if the database is empty");
  },
  run: async ({ operation }, { options }) => {
    const { migrateBaseline } = await import("../../operations/migrate-baseline.js");
    const { to, allowEmpty = false } = options;
    const report = await migrateBaseline({ ...operation, ...(to !== undefined && { to }), allowEmpty });
    return { document: report, text: baselineText(report) };
  },
});

const repairCommand = defineCommand<{ acceptChanged?: true; forgetMissing?: true }>({
  name: "repair",
  summary: "record applied files as they are now",
  description:
    "Shows how applied files were changed, and records their current text. The SQL is not run again. A change to more than\n" +
    "comments and white space is refused without --accept-changed, which states that the database already matches the file.",
  examples: [
    ["infra migrate repair", "all changed files"],
    ["infra migrate repair 003_add_index.sql --accept-changed", "this file, even if its SQL was changed"],
    ["infra migrate repair 004_tried.sql --forget-missing", "an applied file that was deleted"],
  ],
  progress: "stdout",
  configure: (command) => {
    command
      .argument("[filenames...]", "only these files")
      .option("--accept-changed", "also record files whose SQL was changed, or whose applied text is unknown")
      .option(
        "--forget-missing",
        "also remove missing files from the ledger; their changes to the database stay",
      );
  },
  run: async ({ operation, style }, { operands, options }) => {
    const { migrateRepair } = await import("../../operations/migrate-repair.js");
    const { acceptChanged = false, forgetMissing = false } = options;
    const report = await migrateRepair({
      ...operation,
      filenames: [...operands],
      acceptChanged,
      forgetMissing,
    });
    return { document: report, text: repairText(report, style) };
  },
});

const dumpCommand = defineCommand<{ output?: string; check?: true }>({
  name: "dump",
  summary: "write the schema to schema.sql, so that reviews show how migrations change it",
  description:
    "Writes the schema of the running database with pg_dump from the server's container. The native runtime\n" +
    "uses a pg_dump on PATH of the server's major version or newer. The same schema always gives the same\n" +
    "file: it has no owners, privileges or versions and no tables of infra. Keep it in version control.",
  examples: [
    ["infra migrate dump", "writes schema.sql next to the migrations folder (migrations.schemaFile)"],
    ["infra migrate dump --check", "for CI: writes nothing, fails (19) if the file is out of date"],
    ["infra migrate dump --output /tmp/now.sql", "writes another file"],
  ],
  progress: "stdout",
  configure: (command) => {
    command
      .option("-o, --output <file>", "the file to write")
      .option("--check", "only compare, and fail if the file is out of date");
  },
  run: async ({ operation, io }, { options }) => {
    const { migrateDump } = await import("../../operations/migrate-dump.js");
    const { output, check = false } = options;
    const report = await migrateDump({
      ...operation,
      ...(output !== undefined && { output: resolve(io.cwd, output) }),
      check,
    });
    const path = displayPath(report.path, io.cwd);
    return { document: report, text: report.changed ? `Wrote ${path}\n` : `${path} is up to date\n` };
  },
});

export const migrateCommand = defineCommand<{ dryRun?: true; allowOutOfOrder?: true }>({
  name: "migrate",
  summary: "apply the pending migrations",
  description: "Applies the pending migrations in order, each file in a separate transaction.",
  examples: [
    ["infra migrate", "apply what is pending"],
    ["infra migrate --dry-run", "show what would run, and which locks would block other sessions"],
    ["infra migrate new add guild table", "create the next file"],
  ],
  progress: "stdout",
  configure: (command) => {
    command
      .usage("[options] [command]")
      .option("--dry-run", "show what would run, with its locks on tables in use, and run nothing")
      .option("--allow-out-of-order", "apply a new migration whose number is lower than an applied one")
      .allowExcessArguments();
  },
  subcommands: [statusCommand, newCommand, baselineCommand, repairCommand, dumpCommand],
  run: async (context, { options, operands }) => {
    if (operands.length > 0) {
      throw new InfraError("USAGE", `Unknown command 'migrate ${operands[0]}'`, {
        hint: `Its commands are: status, new, baseline, repair, dump\nSee ${infra("migrate", "--help")}`,
      });
    }
    const { migrate } = await import("../../operations/migrate.js");
    const report = await migrate({
      ...context.operation,
      dryRun: options.dryRun === true,
      allowOutOfOrder: options.allowOutOfOrder === true,
    });
    if (report.dryRun) return dryRunResult(report, context);
    return { document: report, ...(!context.globals.quiet && { text: migrateResultText(report) }) };
  },
});

/** The exit code is that of the real run. */
async function dryRunResult(report: MigratePlanReport, context: CommandContext): Promise<CommandResult> {
  const { requireSound } = await import("../../migrations/ledger/plan.js");
  const plan = migratePlanText(report.plan, viewOptions(context));
  const text = `${plan}${locksText(report.plan, context.style)}Nothing was run (--dry-run)\n`;
  const failure = refusalOf(() => requireSound(report.plan));
  return { document: report, text, ...(failure && { failure, exitCode: failure.exitCode }) };
}

function viewOptions({ style, io }: CommandContext) {
  return { style, width: io.stdout.columns, cwd: io.cwd };
}
