import { ERROR_CODES, type ErrorCode } from "./codes.js";

/** What an {@link InfraError} carries besides its message. */
export interface InfraErrorOptions {
  /** What to do about it, as a command or a setting where there is one. One or more lines. */
  hint?: string;
  /** The facts behind the message, for `--json` readers. Must be JSON-serialisable and free of secrets. */
  details?: Record<string, unknown>;
  cause?: unknown;
}

/**
 * The only error class that this package throws deliberately. `message` starts with the words that belong to its code
 * (see `docs/errors.md`) and may go on over several lines with evidence: a caret, a log tail, attempts.
 */
export class InfraError extends Error {
  override readonly name = "InfraError";
  readonly code: ErrorCode;
  readonly hint: string | undefined;
  readonly details: Record<string, unknown> | undefined;

  constructor(code: ErrorCode, message: string, options: InfraErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.hint = options.hint;
    this.details = options.details;
  }

  /** The process exit code that scripts rely on for this failure. */
  get exitCode(): number {
    return ERROR_CODES[this.code].exitCode;
  }
}
