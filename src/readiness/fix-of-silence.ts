import type { ResolvedConfig } from "../config/resolved.js";
import type { ProbeFailure } from "../services/probe.js";
import { SERVICE_TITLES, type ServiceName } from "../services/service.js";
import { infra } from "../system/own-command.js";

/** What to do about a service that runs and does not pass its probe: the hint of NOT_HEALTHY and the fix that `doctor` shows. */
export function fixOfSilence(
  config: ResolvedConfig,
  service: ServiceName,
  failure: ProbeFailure | undefined,
): string {
  switch (failure?.kind) {
    case "busy":
      return `${SERVICE_TITLES[service]} has no free connection: close connections of your programs, or raise max_connections in ${service}.serverSettings`;
    case "starting":
      return `Wait until it has started (${infra("logs", service, "--follow")}), or allow more time: ${moreTime(config)}`;
    case "unasked":
      return "Remove the limit or firewall rule of this machine that the message names";
    case "rejected":
      return failure.hint;
    case "credentials":
    case "database-missing":
    case "refused":
    case "silent":
    case "unreachable":
    case undefined:
      return `Restart it: ${infra("down")} && ${infra("up")}; see its log: ${infra("logs", service)}; on a slow machine, allow more time: ${moreTime(config)}`;
  }
}

function moreTime({ health }: ResolvedConfig): string {
  return infra("up", "--health-timeout-ms", String(Math.max(30_000, 2 * health.timeoutMs)));
}
