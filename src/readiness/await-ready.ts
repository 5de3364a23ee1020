import type { ResolvedConfig } from "../config/resolved.js";
import { InfraError } from "../errors/infra-error.js";
import { messageOf } from "../errors/message.js";
import type { InfraContext } from "../events.js";
import type { Endpoint, Runtime } from "../runtime/runtime.js";
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
 * Waits until a service does its work for an application on this machine, or has ended, or the time is up. A service
 * that answers and only does not know the configured login is brought in line with it, and gets its time anew. That it passed is for
 * the caller to have recorded.
 *
 * @throws InfraError NOT_HEALTHY with the last probe's failure and the end of the service's log
 */
export async function awaitReady(options: AwaitOptions): Promise<Reached> {
  const { runtime, service, context } = options;
  const startedAt = performance.now();
  for (let reconciled = 0; ; reconciled++) {
    const outcome = await watch(options);
    switch (outcome.is) {
      case "ready":
        context.emit({
          type: "service.ready",
          service,
          durationMs: performance.now() - startedAt,
          detail: outcome.reached.detail,
        });
        return outcome.reached;
      case "login-unknown":
        if (reconciled === MAX_RECONCILIATIONS) {
          throw await loginRejected(options, { why: outcome.why, hint: "See its log: infra logs postgres" });
        }
        // Nothing watches meanwhile: this may stop the very process whose end would count as a failure.
        await runtime.reconcileLogin(outcome.missing, context);
        break;
      case "rejected":
        throw await loginRejected(options, outcome);
      case "failed":
        throw await notHealthy(options, outcome.why);
    }
  }
}

/** The user may be missing and, once it is there, the database too. */
const MAX_RECONCILIATIONS = 2;

type Outcome =
  | { is: "ready"; reached: Reached }
  | { is: "login-unknown"; missing: "credentials" | "database-missing"; why: string }
  | { is: "rejected"; why: string; hint: string }
  | { is: "failed"; why: string };

/** Probes until something is certain, or the service ends, whichever comes first. */
async function watch(options: AwaitOptions): Promise<Outcome> {
  const { config, runtime, service, context } = options;
  const done = new AbortController();
  const signal = AbortSignal.any([context.signal, done.signal]);
  try {
    return await Promise.race([
      probeUntilCertain(options, signal),
      runtime
        .exited(service, signal)
        .then(({ how }): Outcome => ({ is: "failed", why: `${how} while it was starting` })),
    ]);
  } finally {
    // Ends the loser of the race; its rejection is the abort made here.
    done.abort(new Error(`waiting for ${config.name} ${service} is over`));
  }
}

async function probeUntilCertain(options: AwaitOptions, signal: AbortSignal): Promise<Outcome> {
  const { config, service } = options;
  let why = "no probe was answered";
  const outcome = await waitUntil<Outcome>(
    async () => {
      const { result, reached } = await probeEndpoint({
        ...options,
        timeoutMs: config.health.probeTimeoutMs,
        signal,
      });
      if (reached) return { is: "ready", reached };
      if (result.ok) return undefined;
      if (result.kind === "rejected") return { is: "rejected", why: result.reason, hint: result.hint };
      why = `last probe of ${service}: ${result.reason}`;
      return result.kind === "credentials" || result.kind === "database-missing"
        ? { is: "login-unknown", missing: result.kind, why }
        : undefined;
    },
    { timeoutMs: config.health.timeoutMs, intervalMs: 5, maxIntervalMs: 10, signal },
  );
  return outcome ?? { is: "failed", why };
}

async function loginRejected(
  { config: { postgres }, runtime }: AwaitOptions,
  { why, hint }: { why: string; hint: string },
): Promise<InfraError> {
  const { location } = (await runtime.observe()).data;
  return new InfraError(
    "NOT_HEALTHY",
    `PostgreSQL rejected the login of ${postgres.user} to ${postgres.database}: ${why}\n  its data: ${location}`,
    { hint, details: { service: "postgres", lastFailure: why, data: location } },
  );
}

async function notHealthy({ config, runtime, service }: AwaitOptions, why: string): Promise<InfraError> {
  const tail = await logTail(runtime, service);
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

/** Evidence only: that it cannot be had must not hide why the service is not healthy. */
async function logTail(runtime: Runtime, service: ServiceName): Promise<string[]> {
  const tail: string[] = [];
  const signal = AbortSignal.timeout(2_000);
  try {
    for await (const line of runtime.logs(service, { tail: LOG_TAIL_LINES, follow: false, signal }))
      tail.push(line);
  } catch (error) {
    tail.push(`(${messageOf(error)})`);
  }
  return tail;
}
