import { ERROR_CODES } from "../../errors/codes.js";
import { InfraError } from "../../errors/infra-error.js";
import { messageOf } from "../../errors/message.js";
import { Secret } from "../../errors/secret.js";
import { visibleJson } from "../../system/visible-text.js";
import type { CommandResult } from "../command.js";

/** The `--json` document of a command that finished. `ok` is true if its exit code is 0. */
export function jsonDocument(
  command: string,
  result: CommandResult,
  options: { showSecrets: boolean },
): string {
  const ok = (result.exitCode ?? 0) === 0;
  const error =
    result.failure === undefined ? {} : { error: errorDocument(result.failure, result.exitCode ?? 1) };
  return serialize({ schema: schemaName(command), ok, ...result.document, ...error }, options);
}

/** The `--json` document of a command that failed. */
export function failureDocument(command: string, error: unknown, exitCode: number): string {
  const document = { schema: schemaName(command), ok: false, error: errorDocument(error, exitCode) };
  return serialize(document, { showSecrets: false });
}

function schemaName(command: string): string {
  return `infra/${command}/v1`;
}

function errorDocument(error: unknown, exitCode: number): object {
  const { code, message, hint, details } =
    error instanceof InfraError ? error : new InfraError("UNEXPECTED", messageOf(error));
  return { code, exitCode, message, hint, details, docs: `docs/errors.md#${ERROR_CODES[code].anchor}` };
}

function serialize(document: object, { showSecrets }: { showSecrets: boolean }): string {
  const replacer = function (this: unknown, key: string, value: unknown): unknown {
    // JSON.stringify has already asked the secret for its text (***); the holder still has the secret itself.
    const original = (this as Record<string, unknown>)[key];
    if (original instanceof Secret) return showSecrets ? original.reveal() : value;
    if (original instanceof InfraError) return errorDocument(original, original.exitCode);
    if (original instanceof Error) return { message: messageOf(original) };
    return value;
  };
  return `${visibleJson(JSON.stringify(document, replacer, 2))}\n`;
}
