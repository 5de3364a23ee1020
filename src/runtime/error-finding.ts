import type { InfraError } from "../errors/infra-error.js";
import type { Finding } from "./runtime.js";

/** A problem that prevents `up`, as `doctor` lists it. */
export function errorFinding(check: string, error: InfraError): Finding {
  const { message, hint } = error;
  return { check, severity: "error", message, error, ...(hint !== undefined && { fix: hint }) };
}
