import { InfraError } from "../errors/infra-error.js";

/** One thing wrong with the configuration. Serialisable, and without any password. */
export interface ConfigProblem {
  /** Dotted key, or the file it is about. */
  key: string;
  /** Goes on after the key: `must be a whole number from 1 to 65535`. */
  message: string;
  /** As it was given, where showing it helps and cannot give a secret away. */
  value?: string | number | boolean | null;
  /** What the user would look for: a flag, a variable, a file. */
  source: string;
}

/** What is collected on the way, so that a user is told everything at once. */
export interface Findings {
  problems: ConfigProblem[];
  warnings: string[];
  /** What the config file threw, for its stack. */
  cause?: unknown;
}

/** The error that tells all problems together, one on a line. */
export function invalidConfig({ problems, cause }: Pick<Findings, "problems" | "cause">): InfraError {
  const count = problems.length === 1 ? "1 problem" : `${problems.length} problems`;
  return new InfraError(
    "CONFIG_INVALID",
    [`Invalid configuration: ${count}`, ...problems.map((problem) => `  ${lineOf(problem)}`)].join("\n"),
    { hint: "Correct what is listed and run the command again", details: { problems }, cause },
  );
}

function lineOf({ key, message, value, source }: ConfigProblem): string {
  const given = value === undefined ? "" : `, but is ${JSON.stringify(value)}`;
  return `${key} ${message}${given} — from ${source}`;
}
