import { InfraError } from "../errors/infra-error.js";

/** The error of a check, as a value: the reason why the real run would be refused. */
export function refusalOf(check: () => void): InfraError | undefined {
  try {
    check();
    return undefined;
  } catch (error) {
    if (error instanceof InfraError) return error;
    throw error;
  }
}
