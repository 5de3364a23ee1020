import type { ErrorCode } from "../../errors/codes.js";
import { InfraError } from "../../errors/infra-error.js";

/** The exit code shows scripts which command the engine did not answer: 20 for `down`, 30 for `reset`. */
export async function withEngineCode<T>(code: ErrorCode, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof InfraError) || error.code !== "ENGINE_UNREACHABLE") throw error;
    throw new InfraError(code, error.message, {
      ...(error.hint !== undefined && { hint: error.hint }),
      ...(error.details && { details: error.details }),
      cause: error,
    });
  }
}
