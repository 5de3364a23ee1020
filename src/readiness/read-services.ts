import type { ResolvedConfig } from "../config/resolved.js";
import type { InfraContext } from "../events.js";
import type { Observation } from "../runtime/runtime.js";
import { SERVICE_NAMES } from "../services/service.js";
import { probeEndpoint } from "./probe-endpoint.js";
import type { Probed } from "./probe-services.js";

/** Probes each service that runs once, in parallel, and records nothing. */
export async function readServices({
  config,
  observation,
  context: { signal },
}: {
  config: ResolvedConfig;
  observation: Observation;
  context: InfraContext;
}): Promise<Omit<Probed, "events">> {
  const { probeTimeoutMs: timeoutMs } = config.health;
  const probed: Omit<Probed, "events"> = { reached: {}, failures: {} };
  await Promise.all(
    SERVICE_NAMES.map(async (service) => {
      const { presence } = observation.services[service];
      if (presence.kind !== "running" || presence.frozen !== undefined) return;
      const { endpoint } = presence;
      const { result, reached } = await probeEndpoint({ config, service, endpoint, timeoutMs, signal });
      if (reached) probed.reached[service] = reached;
      if (!result.ok) probed.failures[service] = result;
    }),
  );
  signal.throwIfAborted();
  return probed;
}
