import { arch, platform } from "node:os";
import { inspect } from "node:util";
import { ERROR_CODES } from "../../errors/codes.js";
import { InfraError } from "../../errors/infra-error.js";
import { messageOf } from "../../errors/message.js";
import { toolVersion } from "../../system/version.js";
import type { Style } from "./style.js";

export interface ErrorTextOptions {
  command: string;
  /** Add where it came from: the stack and the chain of causes. */
  verbose: boolean;
  style: Style;
}

/** A failure as text for stderr: the message, the hint, then the documentation. Ends with a line break. */
export function errorText(error: unknown, options: ErrorTextOptions): string {
  const lines = error instanceof InfraError ? infraErrorLines(error, options) : faultLines(error, options);
  return `${lines.join("\n")}\n`;
}

function infraErrorLines(error: InfraError, { verbose, style }: ErrorTextOptions): string[] {
  return [
    `${style.bad("ERROR:")} ${error.message}`,
    ...(error.hint ?? "")
      .split("\n")
      .filter((line) => line.trim() !== "")
      .map((line) => `  ${style.accent("→")} ${line}`),
    // A user who pressed Ctrl-C needs no hint.
    ...(error.code === "INTERRUPTED"
      ? []
      : [style.faint(`  docs/errors.md#${ERROR_CODES[error.code].anchor}`)]),
    ...(verbose ? stackLines(error, style) : []),
  ];
}

function faultLines(error: unknown, { command, style }: ErrorTextOptions): string[] {
  return [
    `${style.bad("ERROR:")} Unexpected fault: ${messageOf(error)}`,
    `  ${style.accent("→")} This is a bug in infra. Run the command again; if it fails again, report it with these lines:`,
    // Only the command's name: its arguments may contain secrets.
    `    infra ${toolVersion}, command ${command}, node ${process.version}, ${platform()} ${arch()}`,
    ...stackLines(error, style),
  ];
}

function stackLines(error: unknown, style: Style): string[] {
  if (!(error instanceof Error)) return [style.faint(`    ${inspect(error)}`)];
  const own = (error.stack ?? String(error)).split("\n").map((line) => style.faint(`    ${line}`));
  if (error.cause === undefined) return own;
  return [...own, style.faint("    caused by:"), ...stackLines(error.cause, style)];
}
