import type { ResolvedConfig } from "../../config/resolved.js";
import { FLAP_WINDOW_MS, serviceState, type ServiceEvent } from "../../services/service-state.js";
import type { ObservedService, Observation } from "../../runtime/runtime.js";
import { describePostgres } from "../../services/postgres.js";
import { describeRedis } from "../../services/redis.js";
import {
  SERVICE_NAMES,
  type InfraService,
  type ServiceName,
  type ServiceState,
} from "../../services/service.js";

export interface ServiceStatus {
  service: InfraService;
  state: ServiceState;
  /** pid or container id, when it runs. */
  ref?: string;
  host?: string;
  port?: number;
  software: string;
  startedAt?: string;
  uptimeMs?: number;
  /** Unrequested restarts in the last ten minutes. */
  recentRestarts: number;
  /** Last probe failure or reason of the end, when not healthy. */
  problem?: string;
}

/**
 * Services as `status` and `up` show them.
 *
 * @param probes what was seen just now, after the history that the runtime has
 */
export function describeServices(
  config: ResolvedConfig,
  observation: Observation,
  probes: Readonly<Partial<Record<ServiceName, readonly ServiceEvent[]>>> = {},
): ServiceStatus[] {
  const now = new Date();
  return SERVICE_NAMES.map((name) =>
    describeService({ config, observed: observation.services[name], probes: probes[name] ?? [], now }),
  );
}

function describeService(options: {
  config: ResolvedConfig;
  observed: ObservedService;
  probes: readonly ServiceEvent[];
  now: Date;
}): ServiceStatus {
  const { config, observed, probes, now } = options;
  const events = [...observed.history, ...probes];
  const state = observed.presence.kind === "running" ? serviceState(events, config.health, now) : "stopped";
  const problem = problemOf(observed, events, state === "healthy");
  return {
    service: {
      ...(observed.service === "postgres" ? describePostgres(config) : describeRedis(config)),
      state,
    },
    state,
    software: observed.software,
    recentRestarts: events.filter(
      ({ type, at }) => type === "restarted" && now.getTime() - at.getTime() < FLAP_WINDOW_MS,
    ).length,
    ...(observed.presence.kind === "running" && {
      ref: observed.presence.ref,
      ...observed.presence.endpoint,
      startedAt: observed.presence.startedAt.toISOString(),
      uptimeMs: now.getTime() - observed.presence.startedAt.getTime(),
    }),
    ...(problem !== undefined && { problem }),
  };
}

function problemOf(
  observed: ObservedService,
  events: readonly ServiceEvent[],
  healthy: boolean,
): string | undefined {
  const { presence } = observed;
  if (presence.kind === "stopped" || presence.kind === "exited") return presence.reason;
  if (presence.kind === "absent" || healthy) return undefined;
  const last = events.findLast(({ type }) => type === "probe-failed" || type === "probe-passed");
  return last?.type === "probe-failed" ? last.detail : undefined;
}
