import { join } from "node:path";
import { stateDirOf } from "../../config/names.js";
import type { ResolvedConfig, RuntimeKind } from "../../config/resolved.js";
import { withName } from "../../config/derive.js";
import { InfraError } from "../../errors/infra-error.js";
import { nativeLayout } from "../../runtime/native/layout.js";
import { createRuntime } from "../../runtime/registry.js";
import type { Runtime } from "../../runtime/runtime.js";
import { SERVICE_NAMES, type ServiceName } from "../../services/service.js";
import {
  environmentFile,
  readEnvironmentRecordIfReadable,
  type EnvironmentRecord,
} from "../../state/environment-file.js";
import { listFolder, readStats } from "../../system/files.js";
import { pathError } from "../../system/path-error.js";
import { commandFor } from "./command-for.js";
import type { Environment } from "./environment.js";

/** Servers of this checkout that do not belong to the environment as it is configured now. */
export interface OtherServers {
  /** Name of the environment. */
  name: string;
  runtime: RuntimeKind;
  /** Those that run. None where that cannot be seen. */
  services: readonly { service: ServiceName; port: number; ref: string }[];
  /** Why it cannot be seen whether they run. */
  problem?: string;
  /** Command that stops them and keeps their data. */
  stopWith: string;
}

/** {@link OtherServers} with what it takes to stop them. */
export interface FoundServers extends OtherServers {
  config: ResolvedConfig;
  record: EnvironmentRecord | undefined;
  /** Absent when it cannot be seen whether they run. */
  instance?: Runtime;
}

/** An engine that does not answer must not delay a command that does not need it. */
const READ_TIMEOUT_MS = 5_000;

/**
 * Servers of this checkout besides those of the environment where it is now: of other environments, and of this one on a
 * runtime that it left (also when nothing runs there any more). Where it cannot be seen whether they run, that is reported. Changes nothing.
 *
 * @param current where the environment is
 */
export async function findOtherServers(
  environment: Environment,
  current: RuntimeKind,
): Promise<FoundServers[]> {
  const { config } = environment;
  const names = new Set([config.name, ...(await environmentNames(config.projectDir))]);
  const found = await Promise.all(
    [...names].map(async (name) => {
      const isOwn = name === config.name;
      const record = await readEnvironmentRecordIfReadable(stateDirOf(config.projectDir, name));
      const its = isOwn ? config : withName(config, name, record?.volume);
      const runtimes = (await runtimesInUse(its, record)).filter((kind) => !isOwn || kind !== current);
      return Promise.all(
        runtimes.map((runtime) => readServers({ config: its, record, runtime }, environment)),
      );
    }),
  );
  return found.flat().filter((each) => each !== undefined);
}

/** They run, or it cannot be seen whether they do. */
export function isWorthReporting({ services, problem }: OtherServers): boolean {
  return services.length > 0 || problem !== undefined;
}

/** Without the fields that only operations need. */
export function toReport({ name, runtime, services, problem, stopWith }: FoundServers): OtherServers {
  return { name, runtime, services, ...(problem !== undefined && { problem }), stopWith };
}

/** Environments of this checkout that have a folder with a record of them or of native servers. */
export async function environmentNames(projectDir: string): Promise<string[]> {
  const names = (await listFolder(join(projectDir, ".infra"))).filter((name) => ENVIRONMENT_NAME.test(name));
  const isKnown = await Promise.all(names.map((name) => isEnvironment(stateDirOf(projectDir, name))));
  return names.filter((_, index) => isKnown[index]).toSorted();
}

const ENVIRONMENT_NAME = /^[a-z][a-z0-9_]{0,39}$/;

async function isEnvironment(stateDir: string): Promise<boolean> {
  if ((await readStats(stateDir))?.isDirectory() !== true) return false;
  return (await readStats(environmentFile(stateDir))) !== undefined || hasNativeRecord(stateDir);
}

async function hasNativeRecord(stateDir: string): Promise<boolean> {
  return (await readStats(nativeLayout(stateDir).servicesFile)) !== undefined;
}

/** Servers of the native runtime are found also where the record of the environment was lost. */
async function runtimesInUse(
  { stateDir }: ResolvedConfig,
  record: EnvironmentRecord | undefined,
): Promise<RuntimeKind[]> {
  const places = record?.places ?? {};
  const inUse = (Object.keys(places) as RuntimeKind[]).filter((kind) => places[kind] === "in-use");
  const isForgotten =
    record === undefined || (places.native === undefined && (await hasNativeRecord(stateDir)));
  return isForgotten ? [...inUse, "native"] : inUse;
}

async function readServers(
  {
    config,
    record,
    runtime,
  }: { config: ResolvedConfig; record: EnvironmentRecord | undefined; runtime: RuntimeKind },
  { config: current, env, context }: Environment,
): Promise<FoundServers | undefined> {
  const onIts = record?.runtime === runtime && config.name !== current.name ? [] : ["--runtime", runtime];
  const stopWith = commandFor(current, config.name, "down", ...onIts);
  const found = { name: config.name, runtime, stopWith, config, record };
  const signal = AbortSignal.any([context.signal, AbortSignal.timeout(READ_TIMEOUT_MS)]);
  try {
    const instance = await createRuntime(runtime, { config, env, signal });
    const { services, data } = await instance.observe();
    const running = SERVICE_NAMES.flatMap((service) => {
      const { presence } = services[service];
      return presence.kind === "running"
        ? [{ service, port: presence.endpoint.port, ref: presence.ref }]
        : [];
    });
    // A runtime where the environment never was is not reported.
    const wasThere = data.exists || record?.places[runtime] !== undefined;
    const isOfInterest = running.length > 0 || (config.name === current.name && wasThere);
    return !isOfInterest ? undefined : { ...found, services: running, instance };
  } catch (error) {
    context.signal.throwIfAborted();
    const problem = signal.aborted ? NO_ANSWER : accessProblem(error);
    if (problem === undefined) throw error;
    // There is no sign that it ever was there.
    if (record?.places[runtime] === undefined) return undefined;
    return { ...found, services: [], problem };
  }
}

const NO_ANSWER = `no answer within ${READ_TIMEOUT_MS / 1000}s`;

/** Why it cannot be seen whether servers run, in one line; `undefined` for a fault of infra's own. */
function accessProblem(error: unknown): string | undefined {
  const known = error instanceof InfraError ? error : pathError(error);
  return known?.message.split("\n")[0]?.replace(/; tried$/, "");
}
