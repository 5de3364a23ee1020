import { postgresArguments } from "./postgres-settings.js";

/** The result of a run of `postgres --single`. */
export interface SingleUserEnd {
  /** `undefined` when it was killed or could not be started. */
  exitCode: number | undefined;
  /** How it ended, for people. */
  ending: string;
  /** Lines of both outputs. */
  output: readonly string[];
}

/** Runs `postgres` with these arguments and this input on the data of a stopped server. Each runtime has its own way. */
export type RunSingleUser = (run: { args: readonly string[]; input: string }) => Promise<SingleUserEnd>;

/** A recovery after a crash may have to come first. */
export const SINGLE_USER_TIMEOUT_MS = 5 * 60_000;

/** Arguments of `postgres` for its single-user mode, in which the owner of the data needs no password. */
export function singleUserArguments(dataDirectory: string, database: string): string[] {
  return ["--single", "-D", dataDirectory, ...postgresArguments(SETTINGS), database];
}

/** On the command line, where they are stronger than postgresql.conf and ALTER SYSTEM. */
const SETTINGS = {
  // Statements must not get into a log with the password in them.
  log_statement: "none",
  log_min_error_statement: "panic",
  log_min_duration_statement: -1,
  logging_collector: "off",
  log_destination: "stderr",
  // Messages as `errorsIn` reads them.
  log_min_messages: "warning",
  log_error_verbosity: "verbose",
  log_line_prefix: "",
  lc_messages: "C",
  // What would make the statements fail, or the password useless.
  default_transaction_read_only: "off",
  password_encryption: "scram-sha-256",
};

export interface SingleUserError {
  severity: "ERROR" | "FATAL" | "PANIC";
  /** SQLSTATE. */
  code: string;
  message: string;
}

/** Errors in the output: single-user mode ends with 0 also after a statement that failed. */
export function errorsIn(output: readonly string[]): SingleUserError[] {
  return output.flatMap((line) => {
    const [, severity, code = "", message = ""] =
      /^(ERROR|FATAL|PANIC): +([0-9A-Z]{5}): (.*)$/.exec(line) ?? [];
    return severity === undefined
      ? []
      : [{ severity: severity as SingleUserError["severity"], code, message }];
  });
}
