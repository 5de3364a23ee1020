import { defineCommand } from "../command.js";

export const composeCommand = defineCommand({
  name: "compose",
  summary: "print the environment as a Compose file",
  description:
    "Prints a file for Docker Compose 2 that creates the same as `infra up` on Docker: names, labels, volume, ports on\n" +
    "127.0.0.1 and health checks. Compose and infra take over services from each other. The profile `test` adds temporary\n" +
    "services on free ports, with their data in memory. The file contains the password: do not commit it if the password is\n" +
    "generated. With --json the password is printed as *** unless --show-secrets is given. A generated password does not exist\n" +
    "before the first `infra up`; the command then fails with 2.",
  examples: [
    ["docker compose -f <(infra compose) up -d --wait", "the services started by Compose"],
    ["docker compose -f <(infra compose) --profile test up -d", "with postgres-test and redis-test"],
    ["infra compose > compose.yaml", "a file to read; write it again after a change of the configuration"],
    ["infra compose --json --show-secrets | jq .compose", "the same as JSON, which Compose reads too"],
  ],
  progress: "stderr",
  run: async ({ operation }) => {
    const { compose } = await import("../../operations/compose.js");
    const report = await compose(operation);
    const { composeText } = await import("../views/compose-text.js");
    return { document: report, text: composeText(report) };
  },
});
