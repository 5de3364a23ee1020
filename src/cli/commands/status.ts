import { defineCommand } from "../command.js";
import { statusText } from "../views/status-text.js";
import { InfraError } from "../../errors/infra-error.js";
import { infra } from "../../system/own-command.js";

export const statusCommand = defineCommand<{ watch?: true }>({
  name: "status",
  summary: "show what runs",
  description:
    "Shows services, states, addresses, migrations and where the data is. It changes nothing.\n" +
    "The exit code is 0 in every state that can be printed. Scripts read `status` from --json.",
  examples: [
    ["infra status", "a table"],
    ["infra status --watch", "redraw every second until Ctrl-C (exit code 130)"],
    ["infra status --json", "the same as JSON"],
  ],
  progress: "stderr",
  configure: (command) => {
    command.option(
      "-w, --watch",
      "redraw every second until Ctrl-C; in a pipe, print a block at each change",
    );
  },
  run: async (context, { options }) => {
    const { operation, globals, style, io } = context;
    const { status } = await import("../../operations/status.js");
    if (options.watch === true) {
      if (globals.json) {
        throw new InfraError("USAGE", "--watch and --json cannot be combined", {
          hint: `Run repeatedly: ${infra("status", "--json")}`,
        });
      }
      const { watchStatus } = await import("../watch-status.js");
      return watchStatus(() => status(operation), context);
    }
    const report = await status(operation);
    return {
      document: report,
      text: statusText(report, { style, width: io.stdout.columns, cwd: io.cwd }),
    };
  },
});
