import type { ResolvedConfig } from "../config/resolved.js";
import type { InfraContext } from "../events.js";
import type { Endpoint, ExitReport, Runtime } from "../runtime/runtime.js";
import type { ProbeFailure, ProbeResult } from "../services/probe.js";
import type { ServiceName } from "../services/service.js";
import { waitUntil } from "../system/wait-until.js";
import { probeEndpoint, type ReachableService } from "./probe-endpoint.js";

export interface WatchOptions {
  config: ResolvedConfig;
  runtime: Runtime;
  service: ServiceName;
  endpoint: Endpoint;
  context: InfraContext;
  /**
   * How long a service may fail its probes in this way, without a break, before it is given up; `undefined` for as long as
   * the health timeout lasts.
   */
  patienceMs?: (failure: ProbeFailure) => number | undefined;
}

export type Outcome =
  | { kind: "ready"; reached: ReachableService }
  | { kind: "login-unknown"; missing: "credentials" | "database-missing"; why: string }
  | { kind: "rejected"; why: string; hint: string }
  /** It failed its probes for longer than the patience for such a failure lasts. */
  | { kind: "hung"; failure: ProbeFailure }
  /** The health timeout is over, and it ran all the time. */
  | { kind: "timed-out"; failure: ProbeFailure | undefined }
  | { kind: "ended"; report: ExitReport };

/** Probes a service until the result is certain or the service ends. */
export async function watch(options: WatchOptions): Promise<Outcome> {
  const { config, runtime, service, context } = options;
  const done = new AbortController();
  const signal = AbortSignal.any([context.signal, done.signal]);
  try {
    return await Promise.race([
      probeUntilCertain(options, signal),
      runtime.exited(service, signal).then((report): Outcome => ({ kind: "ended", report })),
    ]);
  } finally {
    // Stops the loser of the race; its rejection is this abort.
    done.abort(new Error(`waiting for ${config.name} ${service} is over`));
  }
}

async function probeUntilCertain(options: WatchOptions, signal: AbortSignal): Promise<Outcome> {
  const { config, endpoint, patienceMs } = options;
  let last: ProbeFailure | undefined;
  let failingSince: number | undefined;
  const look = async (): Promise<Outcome | undefined> => {
    const askedAt = performance.now();
    const { probeTimeoutMs: timeoutMs } = config.health;
    const { result, reached } = await probeEndpoint({ ...options, timeoutMs, signal });
    const failure = (await isAnswerOfAnother(options, result)) ? ofAnother(endpoint.port) : result;
    if (reached && failure.ok) return { kind: "ready", reached };
    if (failure.ok) return undefined;
    last = failure;
    if (failure.kind === "rejected") return { kind: "rejected", why: failure.reason, hint: failure.hint };
    if (failure.kind === "credentials" || failure.kind === "database-missing")
      return { kind: "login-unknown", missing: failure.kind, why: failure.reason };
    const patience = patienceMs?.(failure);
    failingSince = patience === undefined ? undefined : (failingSince ?? askedAt);
    const isOver = patience !== undefined && performance.now() - (failingSince ?? askedAt) >= patience;
    return isOver ? { kind: "hung", failure } : undefined;
  };
  const { timeoutMs } = config.health;
  const found = await waitUntil(look, { timeoutMs, intervalMs: 5, maxIntervalMs: 10, signal });
  return found ?? { kind: "timed-out", failure: last };
}

/**
 * A server of infra that finds its port taken exits a moment later; until then the other program may answer in its
 * place.
 */
async function isAnswerOfAnother(
  { runtime, service, endpoint }: WatchOptions,
  result: ProbeResult,
): Promise<boolean> {
  const isAnswered = result.ok || !["silent", "unreachable", "unasked"].includes(result.kind);
  return isAnswered && (await runtime.listens?.(service, endpoint.port)) === false;
}

function ofAnother(port: number): ProbeFailure {
  return { ok: false, kind: "unreachable", reason: `another program answers on port ${port}` };
}
