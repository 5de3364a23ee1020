import type { ConfigFlags } from "../../config/flags.js";
import { dirname, join } from "node:path";
import { lockDirectory, makeStateFolder } from "../../state/state-folder.js";
import { withCheckout } from "../../config/derive.js";
import type { ResolvedConfig } from "../../config/resolved.js";
import { readConfig, type ReadOptions } from "./read-config.js";
import { InfraError } from "../../errors/infra-error.js";
import { messageOf } from "../../errors/message.js";
import type { InfraContext, InfraEvent, Phase } from "../../events.js";
import { connectionFile } from "../../connection/env-file.js";
import { readEnvironmentRecordIfReadable } from "../../state/environment-file.js";
import { establishCheckout } from "../../state/checkout.js";
import { isDiskFull, isUnwritable, refusedByDisk } from "../../system/disk-full.js";
import { sweepTemporaryFiles } from "../../system/files.js";
import { acquireLock } from "../../system/lock.js";
import { pathError } from "../../system/path-error.js";
import { withKeptPorts } from "./kept-ports.js";

/** Times in milliseconds, by phase, for those that ran. */
export type PhaseDurations = Partial<Record<string, number>>;

/** The options of every operation. An operation reads nothing else from the process. */
export interface OperationOptions {
  /** Absolute path of the project. */
  projectDir: string;
  env: NodeJS.ProcessEnv;
  flags?: ConfigFlags;
  signal?: AbortSignal;
  onEvent?: (event: InfraEvent) => void;
}

/** The shared context of the stages of one operation. */
export interface Environment {
  config: ResolvedConfig;
  env: NodeJS.ProcessEnv;
  context: InfraContext;
  /** Runs one phase and reports its start and its end. */
  readonly phase: <T>(phase: Phase, work: () => Promise<T>) => Promise<T>;
  readonly durations: PhaseDurations;
}

interface EnvironmentOptions extends OperationOptions {
  /** {@link readConfig} when absent. */
  readConfig?: (options: ReadOptions) => Promise<ResolvedConfig>;
}

/** Reads the configuration and sets up what an operation that only looks needs. */
export async function openEnvironment(options: EnvironmentOptions): Promise<Environment> {
  const resolved = await (options.readConfig ?? readConfig)({
    projectDir: options.projectDir,
    env: options.env,
    flags: options.flags ?? {},
    ...(options.signal && { signal: options.signal }),
  });
  const record = await readEnvironmentRecordIfReadable(resolved.stateDir);
  const config = withKeptPorts(resolved, record);
  const context: InfraContext = {
    emit: (event: InfraEvent) => options.onEvent?.(event),
    signal: options.signal ?? new AbortController().signal,
  };
  for (const message of config.ignored) context.emit({ type: "warning", message });
  const durations: PhaseDurations = {};
  return {
    config,
    env: options.env,
    context,
    durations,
    phase: async (phase, work) => {
      context.signal.throwIfAborted();
      const startedAt = performance.now();
      context.emit({ type: "phase.started", phase });
      const result = await work();
      const durationMs = performance.now() - startedAt;
      durations[phase] = durationMs;
      context.emit({ type: "phase.finished", phase, durationMs });
      return result;
    },
  };
}

/**
 * The same for an operation that changes something: it holds the environment exclusively while it works.
 *
 * @param command its name, shown to other commands that wait: `up`
 */
export async function withLockedEnvironment<T>(
  options: EnvironmentOptions,
  command: string,
  work: (environment: Environment) => Promise<T>,
): Promise<T> {
  return inTurn(options, { command, onlyEnds: false }, work);
}

/** The same for an operation that only stops and removes: it also works on a full or read-only disk. */
export async function withEnvironmentToEnd<T>(
  options: EnvironmentOptions,
  command: string,
  work: (environment: Environment) => Promise<T>,
): Promise<T> {
  return inTurn(options, { command, onlyEnds: true }, work);
}

interface Turn {
  command: string;
  onlyEnds: boolean;
}

async function inTurn<T>(
  options: EnvironmentOptions,
  turn: Turn,
  work: (environment: Environment) => Promise<T>,
): Promise<T> {
  const environment = await openEnvironment(options);
  try {
    return await workAlone(environment, turn, work);
  } catch (cause) {
    if (!isDiskFull(cause)) throw pathError(cause) ?? cause;
    throw new InfraError("RESOURCES_EXHAUSTED", `Not enough disk space: ${messageOf(cause)}`, {
      hint: `Free some space on the disk of ${environment.config.projectDir} and run the command again`,
      cause,
    });
  }
}

/** For an operation that needs the identity of the checkout, and changes nothing else. */
export async function openEstablishedEnvironment(options: OperationOptions): Promise<Environment> {
  const environment = await openEnvironment(options);
  const { projectDir } = environment.config;
  await makeStateFolder(projectDir, join(projectDir, ".infra"));
  return withEstablishedCheckout(environment);
}

async function workAlone<T>(
  environment: Environment,
  { command, onlyEnds }: Turn,
  work: (environment: Environment) => Promise<T>,
): Promise<T> {
  const { config, context } = environment;
  const prepare = async (step: Promise<void>) => void (onlyEnds ? await refusedByDisk(step) : await step);
  await prepare(makeStateFolder(config.projectDir, config.stateDir));
  const release = await acquireLock({
    directory: lockDirectory(config),
    command: holderName(command),
    timeoutMs: config.lockTimeoutMs,
    signal: context.signal,
    onWaiting: (holder) =>
      context.emit({ type: "lock.waiting", holder: `${holder.command} (pid ${holder.pid})` }),
    ...(onlyEnds && { onRefused: (why) => context.emit({ type: "warning", message: unannounced(why) }) }),
  });
  try {
    for (const folder of [config.stateDir, dirname(connectionFile(config))])
      await prepare(sweepTemporaryFiles(folder));
    return await work(await withEstablishedCheckout(environment));
  } finally {
    await release();
  }
}

/** The command that holds a lock, as others show it. */
export function holderName(command: string): string {
  return `infra ${command}`;
}

async function withEstablishedCheckout(environment: Environment): Promise<Environment> {
  const { config, context } = environment;
  const found = await establishCheckout(config.projectDir, { signal: context.signal }).catch(
    (error: NodeJS.ErrnoException) => {
      // The existing record is enough to stop an environment; a command that has to write more fails later.
      if (isUnwritable(error)) return undefined;
      throw error;
    },
  );
  if (found === undefined) return environment;
  if (found.kind === "moved") {
    context.emit({
      type: "step",
      message: `Adopted the environment of this checkout, which was moved from ${found.from}`,
    });
  }
  return { ...environment, config: withCheckout(config, found.checkout) };
}

function unannounced(why: string): string {
  return `Other infra commands cannot detect this one, because its lock could not be written (${why}). Do not run another one now`;
}
