import { Secret } from "../../errors/secret.js";
import { visibleJson } from "../../system/visible-text.js";
import { quoteForShell } from "../../system/shell-quote.js";

export const ENV_FORMATS = ["dotenv", "shell", "json", "github"] as const;
export type EnvFormat = (typeof ENV_FORMATS)[number];

type Variables = Readonly<Record<string, string | Secret>>;

/** The variables with their real values, for another program to read. Ends with a line break. */
export async function envText(format: EnvFormat, variables: Variables): Promise<string> {
  const values = reveal(variables);
  switch (format) {
    case "dotenv": {
      const { formatDotenv } = await import("../../system/dotenv.js");
      return formatDotenv(values);
    }
    case "shell":
      return Object.entries(values)
        .map(([key, value]) => `export ${key}=${quoteForShell(value)}\n`)
        .join("");
    case "json":
      return `${visibleJson(JSON.stringify(values, null, 2))}\n`;
    case "github": {
      const { githubEnv } = await import("./github-env.js");
      return githubEnv(values);
    }
  }
}

function reveal(variables: Variables): Record<string, string> {
  return Object.fromEntries(
    Object.entries(variables).map(([key, value]) => [key, value instanceof Secret ? value.reveal() : value]),
  );
}
