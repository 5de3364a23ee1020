import type { ResolvedConfig } from "../config/resolved.js";
import { InfraError } from "../errors/infra-error.js";
import type { InfraContext } from "../events.js";
import type { Endpoint, Runtime } from "../runtime/runtime.js";
import type { ProbeResult } from "../services/probe.js";
import { SERVICE_TITLES, type ServiceName } from "../services/service.js";
import { waitUntil } from "../system/wait-until.js";
import { probeEndpoint, type Reached } from "./probe-endpoint.js";

export interface AwaitOptions {
  config: ResolvedConfig;
  runtime: Runtime;
  service: ServiceName;
  endpoint: Endpoint;
  context: InfraContext;
}

const LOG_TAIL_LINES = 20;

/**
 * Waits until a service does its work for an application on this machine, or has ended, or the time is up.
 *
 * @throws InfraError NOT_HEALTHY with the last probe's failure and the end of the service's log
 */
export async function awaitReady(options: AwaitOptions): Promise<Reached> {
  const { config, runtime, service, context } = options;
  const startedAt = performance.now();
  const done = new AbortController();
  const signal = AbortSignal.any([context.signal, done.signal]);
  try {
    const outcome = await Promise.race([
      probeUntilReady(options, signal),
      runtime
        .exited(service, signal)
        .then(({ how }) => ({ ready: false as const, why: `${how} while it was starting` })),
    ]);
    if (!outcome.ready) throw await notHealthy(options, outcome.why);
    await runtime.recordProbe(service, { type: "probe-passed", at: new Date() });
    context.emit({
      type: "service.ready",
      service,
      durationMs: performance.now() - startedAt,
      detail: outcome.reached.detail,
    });
    return outcome.reached;
  } finally {
    // Ends the loser of the race; its rejection is the abort made here.
    done.abort(new Error(`waiting for ${config.name} ${service} is over`));
  }
}

type Outcome = { ready: true; reached: Reached } | { ready: false; why: string };

async function probeUntilReady(options: AwaitOptions, signal: AbortSignal): Promise<Outcome> {
  const { config, runtime, service, context } = options;
  let last: ProbeResult | undefined;
  let reconciled = 0;
  const reached = await waitUntil(
    async () => {
      const attempt = await probeEndpoint({ ...options, timeoutMs: config.health.probeTimeoutMs, signal });
      last = attempt.result;
      if (attempt.reached) return attempt.reached;
      if (isLoginFailure(last) && reconciled < MAX_RECONCILIATIONS) {
        reconciled++;
        await runtime.reconcileLogin(last.kind, context);
      }
      return undefined;
    },
    { timeoutMs: config.health.timeoutMs, intervalMs: 10, maxIntervalMs: 100, signal },
  );
  if (reached) return { ready: true, reached };
  const why = last && !last.ok ? last.reason : "no probe was answered";
  return { ready: false, why: `last probe of ${service}: ${why}` };
}

/** The user may be missing and, once it is there, the database too. */
const MAX_RECONCILIATIONS = 2;

function isLoginFailure(
  result: ProbeResult,
): result is ProbeResult & { ok: false; kind: "credentials" | "database-missing" } {
  return !result.ok && (result.kind === "credentials" || result.kind === "database-missing");
}

async function notHealthy({ config, runtime, service }: AwaitOptions, why: string): Promise<InfraError> {
  const tail: string[] = [];
  const signal = AbortSignal.timeout(2_000);
  for await (const line of runtime.logs(service, { tail: LOG_TAIL_LINES, follow: false, signal }))
    tail.push(line);
  const seconds = Math.round(config.health.timeoutMs / 100) / 10;
  return new InfraError(
    "NOT_HEALTHY",
    [
      `${SERVICE_TITLES[service]} did not become healthy in ${seconds}s`,
      `  ${why}`,
      ...(tail.length > 0 ? ["  last lines of its log:", ...tail.map((line) => `    ${line}`)] : []),
    ].join("\n"),
    {
      hint: "Allow more time with INFRA_HEALTH_TIMEOUT_MS, or see `infra doctor`",
      details: { service, timeoutMs: config.health.timeoutMs, lastFailure: why, logTail: tail },
    },
  );
}
