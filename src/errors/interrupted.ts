import { InfraError } from "./infra-error.js";

/** The error for a run that was told to stop. `where` goes on the sentence: "while applying 003_x.sql". */
export function interrupted(
  where: string,
  cause: unknown,
  more: { details?: Record<string, unknown>; hint?: string } = {},
): InfraError {
  return new InfraError("INTERRUPTED", `Interrupted ${where}`, { cause, ...more });
}
