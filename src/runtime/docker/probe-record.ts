import { dirname } from "node:path";
import type { ServiceEvent } from "../../services/service-state.js";
import type { ServiceName } from "../../services/service.js";
import type { InfraContext } from "../../events.js";
import { warnIfRefused } from "../../system/disk-full.js";
import { readStats, removeFile } from "../../system/files.js";
import { appendProbe, readHistory } from "../../state/history-file.js";
import type { ContainerDetails } from "../../engine/api.js";
import { historyOf, identify, mergeHistory } from "./service-history.js";

export interface ProbeRecord {
  service: ServiceName;
  probe: ServiceEvent;
  /** The service's container, if it has one. */
  container: ContainerDetails | undefined;
  engineEvents: readonly ServiceEvent[];
}

/**
 * Records the result of a probe and the state that the engine reports. Engines forget their events within minutes, and some
 * keep neither events nor results of health checks at all.
 */
export async function recordProbe(
  file: string,
  { service, probe, container, engineEvents }: ProbeRecord,
): Promise<void> {
  // Compose may have started the services where no `infra up` ever was. Looking at them makes no folder.
  if ((await readStats(dirname(file))) === undefined) return;
  const remembered = await readHistory(file, service);
  const known = mergeHistory(remembered, engineEvents);
  const history = container ? historyOf(container, known) : known;
  const written = new Set(remembered.map(identify));
  const fresh = history.filter((event) => !written.has(identify(event)));
  await appendProbe(file, { service, probe, last: history.at(-1), found: fresh });
}

/** The data is gone already: a disk that keeps the record is a warning. */
export async function removeProbeRecord(file: string, context: InfraContext): Promise<void> {
  await warnIfRefused(context, `${file} could not be removed`, [() => removeFile(file)]);
}
