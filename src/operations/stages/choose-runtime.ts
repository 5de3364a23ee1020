import type { ResolvedConfig, RuntimeKind } from "../../config/resolved.js";
import { InfraError } from "../../errors/infra-error.js";
import { createRuntime, RUNTIME_KINDS } from "../../runtime/registry.js";
import type { Runtime } from "../../runtime/runtime.js";
import type { Environment } from "./environment.js";
import { type EnvironmentRecord, readEnvironmentRecord } from "../../state/environment-file.js";
import { infra } from "../../system/own-command.js";

export interface RuntimeChoice {
  runtime: Runtime;
  /** For people, printed after "native: ". */
  reason: string;
}

/**
 * The runtime that has the environment's data, else the configured one, else Docker where an engine answers, else native.
 * An environment never moves to another runtime by itself: there it would be empty, and its data would seem lost. Only
 * the flag `--runtime`, typed for this very command, moves it.
 *
 * @throws InfraError ENGINE_UNREACHABLE when the environment lives on an engine and none answers
 */
export async function chooseRuntime(
  config: ResolvedConfig,
  env: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<RuntimeChoice> {
  const record = await readEnvironmentRecord(config.stateDir);
  const where = config.sources["runtime"]?.where ?? "the configuration";
  if (record !== undefined && !isMovedByFlag(config)) {
    const wantsToMove = config.runtime !== "auto" && config.runtime !== record.runtime;
    // After a reset there is no data that could be lost.
    const isReset = record.places[record.runtime] === undefined;
    if (!wantsToMove) return stay(record, { config, env, signal });
    if (!isReset) throw wouldMove(config, record.runtime);
  }
  if (config.runtime === "auto") return firstChoice(config, env, signal);
  if (!RUNTIME_KINDS.includes(config.runtime)) {
    throw new InfraError(
      "CONFIG_INVALID",
      `Runtime ${config.runtime} is not supported by this version of infra`,
      {
        hint: `Use one of: auto, ${RUNTIME_KINDS.join(", ")} (set in ${where})`,
      },
    );
  }
  const runtime = await createRuntime(config.runtime, { config, env, signal });
  return { runtime, reason: `set by ${where}` };
}

/**
 * The same for `down` and `reset`: they work on the runtime that has the environment, even if the configuration was
 * changed since then.
 */
export async function chooseRuntimeToStop({ config, env, context }: Environment): Promise<RuntimeChoice> {
  const isCreated = (await readEnvironmentRecord(config.stateDir)) !== undefined;
  const stays = isCreated && !isMovedByFlag(config);
  return chooseRuntime(stays ? { ...config, runtime: "auto" } : config, env, context.signal);
}

/** Whether this command has a flag for the runtime. */
export function isMovedByFlag({ runtime, sources }: ResolvedConfig): boolean {
  return sources["runtime"]?.kind === "flag" && runtime !== "auto";
}

async function stay(
  record: EnvironmentRecord,
  options: { config: ResolvedConfig; env: NodeJS.ProcessEnv; signal: AbortSignal },
): Promise<RuntimeChoice> {
  try {
    const runtime = await createRuntime(record.runtime, options);
    return { runtime, reason: `the environment was created on it (${record.createdAt.slice(0, 10)})` };
  } catch (error) {
    if (!(error instanceof InfraError) || error.code !== "ENGINE_UNREACHABLE") throw error;
    throw new InfraError("ENGINE_UNREACHABLE", error.message, {
      hint: [
        `The data of ${record.name} is on the ${record.runtime} runtime: start the engine again`,
        `To start empty on another runtime (the data on ${record.runtime} is kept): ${infra("up", "--runtime", "native")}`,
      ].join("\n"),
      ...(error.details && { details: error.details }),
      cause: error,
    });
  }
}

async function firstChoice(
  config: ResolvedConfig,
  env: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<RuntimeChoice> {
  const native = await createRuntime("native", { config, env, signal });
  // The record was lost but the data was not: the data decides.
  if ((await native.observe()).data.exists) return { runtime: native, reason: "existing data found" };
  try {
    const runtime = await createRuntime("docker", { config, env, signal });
    return { runtime, reason: "chosen automatically: a container engine answers" };
  } catch (error) {
    if (!(error instanceof InfraError) || error.code !== "ENGINE_UNREACHABLE") throw error;
    return { runtime: native, reason: "chosen automatically: no container engine answers" };
  }
}

function wouldMove(config: ResolvedConfig, created: RuntimeKind): InfraError {
  const where = config.sources["runtime"]?.where ?? "the runtime setting";
  return new InfraError(
    "CONFIG_INVALID",
    `Environment ${config.name} was created on the ${created} runtime, but the configuration sets ${config.runtime}`,
    {
      hint: [
        `To keep using it, change ${where}`,
        `To start empty on the other one (the data on ${created} is kept): ${infra("up", "--runtime", config.runtime)}`,
      ].join("\n"),
    },
  );
}
