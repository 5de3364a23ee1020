import { InfraError } from "../errors/infra-error.js";

/** What a check throws, as a value: why the real run would end before it begins. */
export function refusalOf(check: () => void): InfraError | undefined {
  try {
    check();
    return undefined;
  } catch (error) {
    if (error instanceof InfraError) return error;
    throw error;
  }
}
