import { InfraError } from "../errors/infra-error.js";
import { pathError } from "../system/path-error.js";
import { shortageError } from "../system/shortage.js";
import type { Io } from "./io.js";
import { errorText } from "./output/error-text.js";
import { failureDocument } from "./output/json-document.js";
import { createStyle } from "./output/style.js";

export interface FailureOptions {
  io: Io;
  /** `up`, `migrate-new`; names the schema of the document. */
  command: string;
  json: boolean;
  verbose: boolean;
}

/** Prints the failure on stderr, or as JSON on stdout. Returns the exit code. */
export function reportFailure(thrown: unknown, { io, command, json, verbose }: FailureOptions): number {
  const error = interruptionOf(thrown, io.signal) ?? shortageError(thrown) ?? pathError(thrown) ?? thrown;
  const exitCode = exitCodeOf(error);
  if (json) io.stdout.write(failureDocument(command, error, exitCode));
  io.stderr.write(errorText(error, { command, verbose, style: createStyle(io.stderr.hasColors) }));
  return exitCode;
}

export function exitCodeOf(error: unknown): number {
  if (!(error instanceof InfraError)) return 1;
  return signalExitCode(error) ?? error.exitCode;
}

/**
 * Every error of an aborted call (`AbortError`, the signal's reason, a wrapper of it) means the same to the user. The
 * message and details of the interrupted work are kept. Another failure after a signal (something could not be cleaned
 * up) is reported unchanged.
 */
function interruptionOf(thrown: unknown, { aborted, reason }: AbortSignal): unknown {
  if (!aborted) return undefined;
  if (thrown instanceof InfraError && thrown.code === "INTERRUPTED" && reason instanceof InfraError) {
    return thrown === reason ? reason : interruptedBy(reason, thrown);
  }
  const isStopped =
    thrown === reason ||
    (thrown instanceof Error && (thrown.name === "AbortError" || thrown.cause === reason));
  return isStopped ? reason : undefined;
}

/** `Interrupted by SIGINT while applying 003_x.sql`. */
function interruptedBy(reason: InfraError, work: InfraError): InfraError {
  return new InfraError("INTERRUPTED", work.message.replace(/^Interrupted/, reason.message), {
    ...(work.hint !== undefined && { hint: work.hint }),
    details: { ...work.details, ...reason.details },
    cause: work.cause,
  });
}

const SIGNAL_EXIT_CODES: Readonly<Record<string, number>> = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 };

function signalExitCode(error: InfraError): number | undefined {
  const signal = error.details?.["signal"];
  return error.code === "INTERRUPTED" && typeof signal === "string" ? SIGNAL_EXIT_CODES[signal] : undefined;
}
