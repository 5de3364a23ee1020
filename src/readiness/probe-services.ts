import type { ResolvedConfig } from "../config/resolved.js";
import type { InfraContext } from "../events.js";
import { probeEndpoint, type ReachableService } from "./probe-endpoint.js";
import type { ServiceEvent } from "../services/service-state.js";
import type { ObservedService, Observation, Runtime } from "../runtime/runtime.js";
import type { ProbeFailure } from "../services/probe.js";
import { SERVICE_NAMES, type ServiceName } from "../services/service.js";

export interface Probed {
  events: Partial<Record<ServiceName, readonly ServiceEvent[]>>;
  reached: Partial<Record<ServiceName, ReachableService>>;
  /** The failures of the services that do not answer. */
  failures: Partial<Record<ServiceName, ProbeFailure>>;
}

interface ProbeRequest {
  config: ResolvedConfig;
  runtime: Runtime;
  context: InfraContext;
}

/** Probes what runs, side by side, and has the runtime remember what changed. */
export async function probeServices(request: ProbeRequest & { observation: Observation }): Promise<Probed> {
  const probed: Probed = { events: {}, reached: {}, failures: {} };
  await Promise.all(
    SERVICE_NAMES.map(async (service) => {
      const observed = request.observation.services[service];
      const { events, reached, failure } = await probeService(request, observed);
      probed.events[service] = events;
      if (reached) probed.reached[service] = reached;
      if (failure) probed.failures[service] = failure;
    }),
  );
  return probed;
}

async function probeService(
  request: ProbeRequest,
  observed: ObservedService,
): Promise<{ events: ServiceEvent[]; reached?: ReachableService; failure?: ProbeFailure }> {
  if (observed.presence.kind !== "running") return { events: [] };
  const first = await probeOnce(request, observed, observed.presence.endpoint);
  if (first.reached) {
    const event: ServiceEvent = { type: "probe-passed", at: new Date() };
    await request.runtime.recordProbe(observed.service, event);
    return { events: [event], reached: first.reached };
  }
  const failures = [first, ...(await probeUntilDecided(request, observed, observed.presence.endpoint))];
  const events = failures.map(({ event }) => event);
  for (const event of events) await request.runtime.recordProbe(observed.service, event);
  return { events, ...(first.failure && { failure: first.failure }) };
}

/**
 * No process of infra probes while no command runs, so a failure may be the first one recorded. The further probes that
 * make a service unhealthy run at once, in parallel, instead of over minutes.
 */
async function probeUntilDecided(
  request: ProbeRequest,
  observed: ObservedService,
  endpoint: { host: string; port: number },
): Promise<{ event: ServiceEvent }[]> {
  const more = Array.from({ length: request.config.health.retries - 1 }, () =>
    probeOnce(request, observed, endpoint),
  );
  return Promise.all(more);
}

async function probeOnce(
  { config, context }: ProbeRequest,
  { service }: ObservedService,
  endpoint: { host: string; port: number },
): Promise<{ event: ServiceEvent; reached?: ReachableService; failure?: ProbeFailure }> {
  const { probeTimeoutMs: timeoutMs } = config.health;
  const { result, reached } = await probeEndpoint({
    config,
    service,
    endpoint,
    timeoutMs,
    signal: context.signal,
  });
  if (result.ok) return { event: { type: "probe-passed", at: new Date() }, ...(reached && { reached }) };
  return { event: { type: "probe-failed", at: new Date(), detail: result.reason }, failure: result };
}
