import type { ResolvedConfig, RuntimeKind } from "../config/resolved.js";
import { InfraError } from "../errors/infra-error.js";
import { createRuntime, RUNTIME_KINDS } from "../runtime/registry.js";
import type { Runtime } from "../runtime/runtime.js";
import { readEnvironmentRecord } from "../state/environment-file.js";

export interface RuntimeChoice {
  runtime: Runtime;
  /** In the user's words, to stand after "native: ". */
  reason: string;
}

/**
 * The runtime that has the environment's data, else the configured one. An environment never moves to another runtime by
 * itself: there it would be empty, and its data would seem lost.
 */
export async function chooseRuntime(config: ResolvedConfig, env: NodeJS.ProcessEnv): Promise<RuntimeChoice> {
  const record = await readEnvironmentRecord(config.stateDir);
  if (record === undefined) return firstChoice(config, env);
  if (config.runtime !== "auto" && config.runtime !== record.runtime) throw wouldMove(config, record.runtime);
  return {
    runtime: createRuntime(record.runtime, config, env),
    reason: `the environment was created on it (${record.createdAt.slice(0, 10)})`,
  };
}

function firstChoice(config: ResolvedConfig, env: NodeJS.ProcessEnv): RuntimeChoice {
  if (config.runtime === "auto") {
    return {
      runtime: createRuntime("native", config, env),
      reason: `chosen automatically; this version has no other runtime`,
    };
  }
  if (!RUNTIME_KINDS.includes(config.runtime)) {
    throw new InfraError("CONFIG_INVALID", `Runtime ${config.runtime} is not part of this version of infra`, {
      hint: `Use one of: auto, ${RUNTIME_KINDS.join(", ")} (set in ${config.sources["runtime"]?.where ?? "the configuration"})`,
    });
  }
  return {
    runtime: createRuntime(config.runtime, config, env),
    reason: `set by ${config.sources["runtime"]?.where ?? "the configuration"}`,
  };
}

function wouldMove(config: ResolvedConfig, created: RuntimeKind): InfraError {
  return new InfraError(
    "CONFIG_INVALID",
    `Environment ${config.name} was created on the ${created} runtime, and the configuration asks for ${config.runtime}`,
    {
      hint:
        `Keep it: remove ${config.sources["runtime"]?.where ?? "the runtime setting"}. ` +
        `Switch, losing its data: infra reset --runtime ${created} && infra up`,
    },
  );
}
