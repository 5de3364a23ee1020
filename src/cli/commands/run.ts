import { InfraError } from "../../errors/infra-error.js";
import { defineCommand } from "../command.js";
import { childStdio } from "../child-stdio.js";
import { infra } from "../../system/own-command.js";

export const runCommand = defineCommand<{ start: boolean }>({
  name: "run",
  summary: "run a command with the connection variables",
  description:
    "Starts the services that are not running, waits until they are ready and runs CMD with the connection variables.\n" +
    "The services keep running afterwards. The exit code is that of CMD; Ctrl-C ends CMD, with exit code 130.\n" +
    "With --json, the output of CMD goes to stderr.",
  examples: [
    ["infra run -- npm test", "run the tests against the services"],
    ["infra run --no-start -- npm test", "fail at once (50) if the services are not running"],
    ["infra run -- sh -c 'psql \"$DATABASE_URL\"'", "variables are expanded by CMD's own shell"],
  ],
  progress: "stderr",
  configure: (command) => {
    command
      .usage("[options] -- CMD [ARGS...]")
      .argument("[cmd...]", "the command and its arguments")
      .option("--no-start", "fail with 50 if the services are not running, instead of starting them")
      .passThroughOptions();
  },
  run: async ({ operation, globals, io, endProgress }, { options, operands }) => {
    if (operands.length === 0) {
      throw new InfraError("USAGE", "No command to run was given", {
        hint: `Put it after --, for example: ${infra("run", "--", "npm", "test")}`,
      });
    }
    const { run } = await import("../../operations/run.js");
    const report = await run({
      ...operation,
      cwd: globals.folder,
      command: operands,
      startMissing: options.start,
      stdio: childStdio(globals.json),
      onChild: (child) => {
        endProgress();
        io.handSignalsTo(child);
      },
    });
    return { document: report, exitCode: report.exitCode };
  },
});
