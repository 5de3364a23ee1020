import type { ResolvedConfig, RuntimeKind } from "../config/resolved.js";
import { createNativeRuntime } from "./native/native-runtime.js";
import type { Runtime } from "./runtime.js";

/** The runtimes of this version. */
export const RUNTIME_KINDS: readonly RuntimeKind[] = ["native"];

/** @param env the process environment: runtimes look up programs on its PATH and engines by its variables */
export function createRuntime(kind: RuntimeKind, config: ResolvedConfig, env: NodeJS.ProcessEnv): Runtime {
  switch (kind) {
    case "native":
      return createNativeRuntime(config, env);
    case "docker":
    case "swarm":
      throw new Error(`runtime ${kind} is not part of this version`);
  }
}
