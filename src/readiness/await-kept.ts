import type { ObservedService } from "../runtime/runtime.js";
import type { ProbeFailure } from "../services/probe.js";
import { SERVICE_TITLES, type ServiceName } from "../services/service.js";
import { awaitDecision, type Decision } from "./await-ready.js";
import type { WatchOptions } from "./watch.js";

/**
 * Waits for a service that ran before and is to be kept. One that was paused or stopped by a signal is resumed. One that had
 * time to start and does not answer is `hung`: its caller restarts it.
 */
export async function awaitKept(
  options: WatchOptions,
  observed: ObservedService,
): Promise<{ decision: Decision; resumed?: string }> {
  const { presence } = observed;
  const isFrozen = presence.kind === "running" && presence.frozen !== undefined;
  const resumed = isFrozen ? await resume(options) : undefined;
  const patienceMs = (failure: ProbeFailure) => patience(options, observed, failure);
  // A frozen server does not answer. Whether a process in a container is frozen is checked only in this case.
  const untilSilent = (failure: ProbeFailure) => (failure.kind === "silent" ? 0 : patienceMs(failure));
  const first = await awaitDecision({ ...options, patienceMs: untilSilent });
  const isSilent = first.kind === "hung" && first.failure.kind === "silent";
  if (!isSilent) return { decision: first, ...(resumed !== undefined && { resumed }) };
  const what = (await resume(options)) ?? resumed;
  const decision = await awaitDecision({ ...options, patienceMs });
  return { decision, ...(what !== undefined && { resumed: what }) };
}

async function resume({ runtime, service, context }: WatchOptions): Promise<string | undefined> {
  const what = await runtime.resume(service);
  if (what === undefined) return undefined;
  context.emit({ type: "step", message: `Resumed ${SERVICE_TITLES[service]}: ${what}` });
  return what;
}

/** A server under load may need seconds for an answer, and Redis can't answer while it works on a long command. */
const SILENCE_MS = { postgres: 10_000, redis: 5_000 } as const;
/** No listener, or an answer that a configured server never gives. A container that ends loses its port before its end is known. */
const WRONG_ANSWER_MS = 2_500;

/** How long a service may fail in this way before it is restarted; `undefined` for failures that no restart cures. */
function patience(
  { config, runtime, service }: WatchOptions,
  observed: ObservedService,
  { kind }: ProbeFailure,
): number | undefined {
  if (!isCuredByRestart(service, kind)) return undefined;
  // The fault may be the forwarding of the port.
  if (runtime.remote !== undefined && kind !== "refused") return undefined;
  const untilUpMs = timeToStart(observed, config.health.timeoutMs);
  if (untilUpMs === undefined) return undefined;
  const graceMs = kind === "silent" ? SILENCE_MS[service] : WRONG_ANSWER_MS;
  return Math.max(untilUpMs, Math.min(graceMs, config.health.timeoutMs / 2));
}

/**
 * A PostgreSQL that answers is alive, whatever the answer, and a restart would end its sessions. Redis loses only
 * its contents in a restart, which every start empties, and a Redis that refuses PING (a password, an ACL, too few
 * connections) is useless.
 */
function isCuredByRestart(service: ServiceName, kind: ProbeFailure["kind"]): boolean {
  return kind === "silent" || kind === "unreachable" || (kind === "refused" && service === "redis");
}

/**
 * The time that is left to a service to come up: none when it passed a probe since its start. PostgreSQL that never passed one
 * may be in its first start, which must not be cut short: `undefined`.
 */
function timeToStart({ service, presence, history }: ObservedService, timeoutMs: number): number | undefined {
  const lastStart = history.findLastIndex(({ type }) => type === "started" || type === "restarted");
  const passed = history.findLastIndex(({ type }) => type === "probe-passed");
  if (passed >= 0 && passed > lastStart) return 0;
  if (presence.kind !== "running" || (service === "postgres" && passed < 0)) return undefined;
  return Math.max(0, timeoutMs - (Date.now() - presence.startedAt.getTime()));
}
