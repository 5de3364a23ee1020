import { chooseRuntime } from "./choose-runtime.js";
import type { RuntimeKind } from "../config/resolved.js";
import { openEnvironment } from "./environment.js";
import type { OperationOptions } from "./reports.js";

export interface VerifyReport {
  name: string;
  runtime: RuntimeKind;
  /** What was compared; empty on a runtime without images. */
  checked: readonly string[];
  message: string;
}

/** Container images are compared with IMAGE_DIGESTS; the native runtime has none, and says so. */
export async function verify(options: OperationOptions): Promise<VerifyReport> {
  const { config, env } = await openEnvironment(options);
  const { runtime } = await chooseRuntime(config, env);
  return {
    name: config.name,
    runtime: runtime.kind,
    checked: [],
    message:
      `Nothing to verify: the ${runtime.kind} runtime uses no container images. ` +
      "Its PostgreSQL comes from npm, whose lock file holds the checksum.",
  };
}
