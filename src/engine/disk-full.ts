import { InfraError } from "../errors/infra-error.js";

/** An error when an engine's words say that its disk is full. */
export function engineDiskFull(reason: string): InfraError | undefined {
  if (!/no space left on device|disk quota exceeded/i.test(reason)) return undefined;
  return new InfraError("RESOURCES_EXHAUSTED", `Not enough disk space for the engine: ${reason}`, {
    hint: "Free some space (docker system df shows what uses it) and run the command again",
  });
}
