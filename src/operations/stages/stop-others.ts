import type { ResolvedConfig, RuntimeKind } from "../../config/resolved.js";
import { readEnvironmentRecord, writeEnvironmentRecord } from "../../state/environment-file.js";
import { warnIfRefused } from "../../system/disk-full.js";
import { acquireLock } from "../../system/lock.js";
import { isMovedByFlag } from "./choose-runtime.js";
import { commandFor, isLasting } from "./command-for.js";
import { holderName, type Environment } from "./environment.js";
import { lockDirectory } from "../../state/state-folder.js";
import { findOtherServers, type FoundServers } from "./other-servers.js";
import { stopServices } from "./stop-services.js";

/**
 * Whether `up` stops these servers by itself: those of this environment on another runtime, and those of an environment whose
 * name the project's own configuration replaced, if they hold a port that is needed. An environment whose name was given
 * for one command or shell runs on purpose.
 */
export function isToLeave({ name, record, services }: FoundServers, config: ResolvedConfig): boolean {
  if (name === config.name) return true;
  const isRenamed = isLasting(record?.nameFrom) && isLasting(config.sources["name"]?.kind);
  return (
    isRenamed && services.some(({ port }) => port === config.postgres.port || port === config.redis.port)
  );
}

/**
 * Stops servers before others start in their place. Their data stays. Returns the runtimes where this environment has no
 * servers any more.
 */
export async function stopOthers(
  leaving: readonly FoundServers[],
  environment: Environment,
): Promise<RuntimeKind[]> {
  const left: RuntimeKind[] = [];
  for (const { instance, ...found } of leaving) {
    if (instance === undefined) continue;
    if (found.name !== environment.config.name) await stopRenamed({ ...found, instance }, environment);
    else {
      await stopServices(instance, environment.context);
      left.push(found.runtime);
    }
  }
  return left;
}

async function stopRenamed(
  { name, config, instance, services }: FoundServers & Required<Pick<FoundServers, "instance">>,
  { config: current, context }: Environment,
): Promise<void> {
  const release = await acquireLock({
    directory: lockDirectory(config),
    command: holderName("up"),
    timeoutMs: config.lockTimeoutMs,
    signal: context.signal,
    onWaiting: ({ command, pid }) =>
      context.emit({ type: "lock.waiting", holder: `${command} (pid ${pid}, environment ${name})` }),
  });
  try {
    await stopServices(instance, context);
  } finally {
    await release();
  }
  const ports = [...new Set(services.map(({ port }) => port))];
  context.emit({
    type: "warning",
    message:
      `Stopped environment ${name} of this checkout, which used ${ports.length === 1 ? "port" : "ports"} ${ports.join(" and ")}: the configuration now has the name ${current.name}. ` +
      `Its data is kept: ${commandFor(current, name, "up")} starts it again, ${commandFor(current, name, "reset")} deletes it`,
  });
}

/**
 * For `down` and `reset`: stops servers of this environment on runtimes that it left, and reports those that cannot be
 * reached. With `--runtime` a command works on that runtime only.
 *
 * @param current the runtime that the command works on, where all is stopped
 */
export async function stopElsewhere(environment: Environment, current: RuntimeKind): Promise<void> {
  const { config, context } = environment;
  if (isMovedByFlag(config)) return markLeft(environment, [current]);
  const found = (await findOtherServers(environment, current)).filter(({ name }) => name === config.name);
  const left = await stopOthers(found, environment);
  for (const { runtime, services, problem, stopWith } of found) {
    const unseen = `${config.name} may also run on ${runtime}, which cannot be reached now (${problem}). Stop it there: ${stopWith}`;
    if (problem !== undefined) context.emit({ type: "warning", message: unseen });
    if (services.length === 0) continue;
    context.emit({ type: "step", message: `Stopped the servers that ${config.name} also had on ${runtime}` });
  }
  await markLeft(environment, left);
}

/** Records that no servers run there, so that later commands do not have to check. */
async function markLeft(
  { config: { stateDir }, context }: Environment,
  runtimes: readonly RuntimeKind[],
): Promise<void> {
  const record = await readEnvironmentRecord(stateDir);
  const left = runtimes.filter((kind) => record?.runtime !== kind && record?.places[kind] === "in-use");
  if (record === undefined || left.length === 0) return;
  const places = { ...record.places, ...Object.fromEntries(left.map((kind) => [kind, "left"])) };
  await warnIfRefused(context, `Could not record that no servers run on ${left.join(" and ")}`, [
    () => writeEnvironmentRecord(stateDir, { ...record, places }),
  ]);
}
