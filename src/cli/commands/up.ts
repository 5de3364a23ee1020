import type { UpOptions } from "../../operations/up.js";
import { defineCommand, type CommandContext, type CommandResult } from "../command.js";
import { planUpText } from "../views/plan-up-text.js";
import { upSummary } from "../views/up-summary.js";

export const upCommand = defineCommand<{ allowOutOfOrder?: true; locked?: true; seed?: true; dryRun?: true }>(
  {
    name: "up",
    summary: "start PostgreSQL and Redis, migrate, write the connection file",
    description:
      "Starts PostgreSQL and Redis, waits until both answer, applies the migrations and writes the connection file.\n" +
      "It can be run at any time: services that are already up are not restarted.",
    examples: [
      ["infra up", "start what is missing"],
      ["infra up --pg-port 5440", "use another port for PostgreSQL"],
      ["infra -C examples/tilemud up", "start the project in another folder"],
      ["infra up --seed", "also run the new seeds"],
      ["infra up --locked", "run exactly the images that IMAGE_DIGESTS names"],
      ["infra up --dry-run", "show what it would do and why, and change nothing"],
      ["infra up --json", "the result as JSON, progress on stderr"],
    ],
    progress: "stdout",
    configure: (command) => {
      command
        .option("--locked", "run exactly the images of IMAGE_DIGESTS, by digest, and refuse others (40)")
        .option("--seed", "run the new seeds after the migrations")
        .option("--allow-out-of-order", "apply a new migration whose number is lower than an applied one")
        .option("--dry-run", "show what would be done and why, and change nothing");
    },
    run: (context, { options }) => {
      const settings = {
        ...context.operation,
        allowOutOfOrder: options.allowOutOfOrder === true,
        locked: options.locked === true,
        seed: options.seed === true,
      };
      return options.dryRun === true ? showPlan(context, settings) : bringUp(context, settings);
    },
  },
);

async function bringUp(
  { operation, globals, style, io }: CommandContext,
  options: UpOptions,
): Promise<CommandResult> {
  const { up } = await import("../../operations/up.js");
  const report = await up(options);
  for (const message of report.warnings) operation.onEvent({ type: "warning", message });
  const summary = upSummary(report, { style, cwd: io.cwd, width: io.stdout.columns });
  return { document: report, ...(!globals.quiet && { text: summary }) };
}

async function showPlan(
  { operation, style, io }: CommandContext,
  options: UpOptions,
): Promise<CommandResult> {
  const { planUp } = await import("../../operations/plan-up.js");
  const report = await planUp(options);
  for (const message of report.warnings) operation.onEvent({ type: "warning", message });
  return { document: report, text: planUpText(report, { style, cwd: io.cwd }) };
}
