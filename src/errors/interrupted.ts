import { InfraError } from "./infra-error.js";

/** The error for an interrupted run. `where` continues the sentence: "while applying 003_x.sql". */
export function interrupted(
  where: string,
  cause: unknown,
  more: { details?: Record<string, unknown>; hint?: string } = {},
): InfraError {
  return new InfraError("INTERRUPTED", `Interrupted ${where}`, { cause, ...more });
}
