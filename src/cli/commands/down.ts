import { defineCommand } from "../command.js";
import { downText } from "../views/down-text.js";

export const downCommand = defineCommand({
  name: "down",
  summary: "stop everything and keep the data",
  description: "Stops PostgreSQL and Redis. PostgreSQL's data stays; Redis is empty at every start.",
  examples: [
    ["infra down", "stop; `infra up` brings the same data back"],
    ["infra down --json", "the result as JSON, progress on stderr"],
  ],
  progress: "stdout",
  run: async ({ operation, globals, io }) => {
    const { down } = await import("../../operations/down.js");
    const report = await down(operation);
    return { document: report, ...(!globals.quiet && { text: downText(report, io.cwd) }) };
  },
});
