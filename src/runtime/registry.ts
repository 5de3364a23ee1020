import type { ResolvedConfig, RuntimeKind } from "../config/resolved.js";
import { createDockerRuntime } from "./docker/docker-runtime.js";
import { createNativeRuntime } from "./native/native-runtime.js";
import type { Runtime } from "./runtime.js";

/** The runtimes of this version. */
export const RUNTIME_KINDS: readonly RuntimeKind[] = ["docker", "native"];

/** @param env the process environment: runtimes look up programs on its PATH and engines by its variables */
export function createRuntime(kind: RuntimeKind, config: ResolvedConfig, env: NodeJS.ProcessEnv): Runtime {
  switch (kind) {
    case "native":
      return createNativeRuntime(config, env);
    case "docker":
      return createDockerRuntime(config, env);
    case "swarm":
      throw new Error(`runtime ${kind} is not part of this version`);
  }
}
