import { defineCommand } from "../command.js";

export const composeCommand = defineCommand({
  name: "compose",
  summary: "print the environment as a Compose file",
  description:
    "Prints a file for Docker Compose 2 that makes what `infra up` makes on Docker: the same names, labels, volume, ports on\n" +
    "127.0.0.1 and health checks. Either takes over what the other started. The profile `test` adds throw-away services on\n" +
    "free ports, with their data in memory. The development password is in it, as Compose needs it, so do not commit a file with\n" +
    "a generated one; with --json it reads *** unless --show-secrets is given. Fails with 2 before the first `infra up` when the\n" +
    "password is generated.",
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
