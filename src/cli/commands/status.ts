import { defineCommand } from "../command.js";
import { statusText } from "../views/status-text.js";
import { InfraError } from "../../errors/infra-error.js";

export const statusCommand = defineCommand<{ watch?: true }>({
  name: "status",
  summary: "show what runs",
  description:
    "Shows services, states, addresses, migrations and where the data is. It changes nothing.\n" +
    "The exit code is 0 whatever the state: it says that the report was printed. Scripts read `status` from --json.",
  examples: [
    ["infra status", "a table"],
    ["infra status --watch", "redraw every second until Ctrl-C (which ends it with 130)"],
    ["infra status --json", "the same as JSON"],
  ],
  progress: "stderr",
  configure: (command) => {
    command.option(
      "-w, --watch",
      "go on until Ctrl-C: redraw each second, or print a block at each change in a pipe",
    );
  },
  run: async (context, { options }) => {
    const { operation, globals, style, io, again } = context;
    const { status } = await import("../../operations/status.js");
    if (options.watch === true) {
      if (globals.json) {
        throw new InfraError("USAGE", "--watch and --json cannot be combined", {
          hint: "Call infra status --json as often as you need it",
        });
      }
      const { watchStatus } = await import("../watch-status.js");
      return watchStatus(() => status(operation), context);
    }
    const report = await status(operation);
    return {
      document: report,
      text: statusText(report, { style, width: io.stdout.columns, cwd: io.cwd, again }),
    };
  },
});
