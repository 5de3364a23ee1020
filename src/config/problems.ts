import { InfraError } from "../errors/infra-error.js";

/** A problem of the configuration. Serialisable, and without passwords. */
export interface ConfigProblem {
  /** Dotted key, or the file it is about. */
  key: string;
  /** Goes on after the key: `must be an integer from 1 to 65535`. */
  message: string;
  /** The given value, if it is useful and cannot be a secret. */
  value?: string | number | boolean | null;
  /** What the user would look for: a flag, a variable, a file. */
  source: string;
}

/** Collected problems and warnings, so that the user sees all of them at once. */
export interface Findings {
  problems: ConfigProblem[];
  warnings: string[];
  /** See {@link ResolvedConfig.ignored}. */
  ignored: string[];
  /** What the config file threw, for its stack. */
  cause?: unknown;
}

/** Not with `push(...problems)`: very many arguments overflow the stack. */
export function addProblems(findings: Findings, problems: readonly ConfigProblem[]): void {
  findings.problems = findings.problems.concat(problems);
}

/** The error that reports all problems together, one per line. */
export function invalidConfig({
  problems,
  cause,
  hint = "Fix the listed problems and run the command again",
}: Pick<Findings, "problems" | "cause"> & { hint?: string }): InfraError {
  const count = problems.length === 1 ? "1 problem" : `${problems.length} problems`;
  return new InfraError(
    "CONFIG_INVALID",
    [`Invalid configuration: ${count}`, ...linesOf(problems).map((line) => `  ${line}`)].join("\n"),
    { hint, details: { problems }, cause },
  );
}

/** A longer list is not readable; the details contain all problems. */
export const MAX_LINES = 20;

function linesOf(problems: readonly ConfigProblem[]): string[] {
  const more = problems.length - MAX_LINES;
  // One more problem takes no more room than the line about it.
  if (more <= 1) return problems.map(lineOf);
  return [...problems.slice(0, MAX_LINES).map(lineOf), `and ${more} more`];
}

function lineOf({ key, message, value, source }: ConfigProblem): string {
  const given = value === undefined ? "" : `, but is ${shortened(JSON.stringify(value))}`;
  return `${shortened(key)} ${message}${given} — from ${source}`;
}

function shortened(text: string): string {
  return text.length > 500 ? `${text.slice(0, 500)}…` : text;
}
