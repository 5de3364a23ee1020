import type { ServiceName } from "../../services/service.js";
import { childStdio } from "../child-stdio.js";
import { defineCommand, type CommandDefinition } from "../command.js";

export const psqlCommand = clientCommand({
  name: "psql",
  service: "postgres",
  summary: "open psql on the database",
  examples: [
    ["infra psql", "a prompt"],
    ["infra psql -c '\\dt'", "arguments go to psql"],
    ["infra psql -- --version", "all arguments after -- go to the program"],
    ["infra psql < dump.sql", "run a script"],
  ],
});

export const redisCliCommand = clientCommand({
  name: "redis-cli",
  service: "redis",
  summary: "open redis-cli on Redis",
  examples: [
    ["infra redis-cli", "a prompt"],
    ["infra redis-cli ping", "arguments go to redis-cli"],
    ["infra redis-cli -- --version", "all arguments after -- go to the program"],
  ],
});

function clientCommand(client: {
  name: string;
  service: ServiceName;
  summary: string;
  examples: CommandDefinition["examples"];
}): CommandDefinition {
  return defineCommand({
    name: client.name,
    summary: client.summary,
    description:
      `Runs the ${client.name} of this machine, connected. The password is not on its command line.\n` +
      `The exit code is that of ${client.name}; 50 if the services are not running.`,
    examples: client.examples,
    progress: "stderr",
    configure: (command) => {
      command
        .usage("[options] [--] [ARGS...]")
        .argument("[args...]", `arguments for ${client.name}`)
        .allowUnknownOption()
        .passThroughOptions();
    },
    run: async ({ operation, globals, io }, { operands }) => {
      const operations = await import("../../operations/client.js");
      const report = await operations.client({
        ...operation,
        cwd: globals.folder,
        service: client.service,
        args: [...operands],
        stdio: childStdio(globals.json),
        onChild: io.handSignalsTo,
      });
      return { document: report, exitCode: report.exitCode };
    },
  });
}
