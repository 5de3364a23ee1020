import { defineCommand } from "../command.js";
import { resetText } from "../views/down-text.js";

export const resetCommand = defineCommand({
  name: "reset",
  summary: "stop everything and delete the data",
  description:
    "Stops PostgreSQL and Redis and deletes PostgreSQL's data and the record of applied migrations.\n" +
    "It does not ask for confirmation. The migration files are kept.",
  examples: [
    ["infra reset", "delete the database"],
    ["infra reset && infra up", "start over with an empty, migrated database"],
  ],
  progress: "stdout",
  run: async ({ operation, globals }) => {
    const { reset } = await import("../../operations/reset.js");
    const report = await reset(operation);
    return { document: report, ...(!globals.quiet && { text: resetText(report) }) };
  },
});
