import type { ResolvedConfig, RuntimeKind } from "../config/resolved.js";
import type { Runtime } from "./runtime.js";

/** The runtimes of this version. */
export const RUNTIME_KINDS: readonly RuntimeKind[] = ["docker", "native"];

export interface RuntimeOptions {
  config: ResolvedConfig;
  /** The process environment: runtimes look up programs on its PATH and engines by its variables. */
  env: NodeJS.ProcessEnv;
  signal: AbortSignal;
}

/**
 * Each runtime is loaded only when it is used: loading an unused one would take longer than a no-op `up`.
 *
 * @throws InfraError ENGINE_UNREACHABLE when the runtime needs an engine and none answers
 */
export async function createRuntime(kind: RuntimeKind, options: RuntimeOptions): Promise<Runtime> {
  const { config, env, signal } = options;
  switch (kind) {
    case "native": {
      const { createNativeRuntime } = await import("./native/native-runtime.js");
      return await createNativeRuntime(config, env);
    }
    case "docker": {
      const [{ createDockerRuntime }, { onClockOf }, { findEngine }] = await Promise.all([
        import("./docker/docker-runtime.js"),
        import("./docker/engine-clock.js"),
        import("../engine/find-engine.js"),
      ]);
      const engine = await findEngine(env, signal);
      return createDockerRuntime(onClockOf(engine, config), { env, engine });
    }
    case "swarm":
      throw new Error(`runtime ${kind} is not part of this version`);
  }
}
