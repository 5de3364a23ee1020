import { existsSync } from "node:fs";
import { dirname } from "node:path";
import type { ServiceEvent } from "../../services/service-state.js";
import type { ServiceName } from "../../services/service.js";
import { appendHistory, readHistory, trimHistory } from "../history-file.js";

/**
 * Writes down what a probe saw and what the engine tells by now. Engines forget their events within minutes, and some
 * keep no result of a health check at all.
 */
export async function recordProbe(
  file: string,
  {
    service,
    probe,
    engineEvents,
  }: { service: ServiceName; probe: ServiceEvent; engineEvents: ServiceEvent[] },
): Promise<void> {
  // Compose may have started the services where no `infra up` ever was. Looking at them makes no folder.
  if (!existsSync(dirname(file))) return;
  const known = await readHistory(file, service);
  const seen = new Set(known.map(identify));
  const fresh = engineEvents.filter((event) => !seen.has(identify(event)));
  const last = fresh.at(-1) ?? known.at(-1);
  // A probe that passes like the one before says nothing new, and `status` may be called every second.
  const repeated = probe.type === "probe-passed" && last?.type === "probe-passed";
  await trimHistory(file, probe.at);
  for (const event of repeated ? fresh : [...fresh, probe]) await appendHistory(file, service, event);
}

function identify({ type, at }: ServiceEvent): string {
  return `${type} ${at.getTime()}`;
}
