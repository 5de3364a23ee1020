import type { ResolvedConfig } from "../config/resolved.js";
import type { Endpoint } from "../runtime/runtime.js";
import { probePostgres } from "../services/postgres.js";
import type { ProbeFailureKind, ProbeResult, ProbeTarget } from "../services/probe.js";
import { probeRedis } from "../services/redis.js";
import type { ServiceName } from "../services/service.js";

/** Where a service answered. */
export interface ReachableService {
  host: string;
  port: number;
  /** `PostgreSQL 18.4`, `PONG`. */
  detail: string;
  /** Where PostgreSQL keeps its data, as it says itself to those who may ask. */
  dataDirectory?: string;
  /** Why the host is not `localhost`, where `localhost` is expected. */
  hostNote?: string;
  /** The login or the database had to be repaired for it. */
  isRepaired?: true;
}

export interface ProbeOptions {
  config: ResolvedConfig;
  service: ServiceName;
  endpoint: Endpoint;
  timeoutMs: number;
  signal: AbortSignal;
}

/**
 * One probe of a service by the host that applications will use: `localhost` for a local one, as long as that name
 * leads to it.
 */
export async function probeEndpoint(
  options: ProbeOptions,
): Promise<{ result: ProbeResult; reached?: ReachableService }> {
  const { endpoint } = options;
  if (endpoint.host !== LOCAL_ADDRESS) return probeHost(options, endpoint.host);
  const byName = await probeHost(options, "localhost");
  if (byName.result.ok || !LEADS_ELSEWHERE.has(byName.result.kind)) return byName;
  const byAddress = await probeHost(options, LOCAL_ADDRESS);
  if (!byAddress.reached) return byAddress;
  // It may have started to listen between the two probes: then the name is usable.
  const again = await probeHost(options, "localhost");
  if (again.reached) return again;
  const why = again.result.ok ? "" : again.result.reason;
  const hostNote = `localhost does not reach it (${why}), so ${LOCAL_ADDRESS} is used`;
  return { ...byAddress, reached: { ...byAddress.reached, hostNote } };
}

const LOCAL_ADDRESS = "127.0.0.1";

const LEADS_ELSEWHERE: ReadonlySet<ProbeFailureKind> = new Set(["unreachable", "unasked"]);

async function probeHost(
  { config, service, endpoint, timeoutMs, signal }: ProbeOptions,
  host: string,
): Promise<{ result: ProbeResult; reached?: ReachableService }> {
  const target: ProbeTarget = { host, port: endpoint.port, timeoutMs, signal };
  const result = await (service === "postgres" ? probePostgres(target, config.postgres) : probeRedis(target));
  if (!result.ok) return { result };
  const { ok: _, ...facts } = result;
  return { result, reached: { host, port: endpoint.port, ...facts } };
}
