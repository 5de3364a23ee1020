import { Option } from "commander";
import { defineCommand } from "../command.js";
import { ENV_FORMATS, envText, type EnvFormat } from "../views/env-formats.js";

export const envCommand = defineCommand<{ format: EnvFormat }>({
  name: "env",
  summary: "print the connection variables",
  description:
    "Prints the connection variables with their real values, including the password.\n" +
    "With --json passwords are printed as *** unless --show-secrets is given. Fails with 50 if the services are not running.",
  examples: [
    ["infra env", "lines for a .env file"],
    ['eval "$(infra env --format shell)"', "set them in this shell"],
    ['infra env --format github >> "$GITHUB_ENV"', "set them for the next steps of a GitHub Actions job"],
    ["infra env --format json | jq -r .DATABASE_URL", "print one of them"],
  ],
  progress: "stderr",
  configure: (command) => {
    command.addOption(
      new Option("--format <format>", "output format").choices(ENV_FORMATS).default("dotenv"),
    );
  },
  run: async ({ operation, io }, { options }) => {
    const { environmentVariables } = await import("../../operations/environment-variables.js");
    const report = await environmentVariables(operation);
    // The runner reads these from stderr too; outside a GitHub job they would only show a password on the screen.
    if (options.format === "github" && io.env["GITHUB_ACTIONS"] === "true") {
      const { githubMasks } = await import("../views/github-env.js");
      io.stderr.writeData(githubMasks(report.variables));
    }
    return { document: report, data: await envText(options.format, report.variables) };
  },
});
