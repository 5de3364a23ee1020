import type { ServiceEvent } from "../../services/service-state.js";
import type { ContainerDetails } from "../../engine/api.js";
import { restartEvents, SAME_START_MS } from "./engine-history.js";

/** What is known of a container's service, completed by what follows from the container's own record. */
export function historyOf(container: ContainerDetails, known: readonly ServiceEvent[]): ServiceEvent[] {
  return mergeHistory(known, restartEvents(container, known));
}

/** In order of time, each event once, also where two sources put a start at slightly different moments. */
export function mergeHistory(...sources: readonly (readonly ServiceEvent[])[]): ServiceEvent[] {
  const distinct = new Map(sources.flat().map((event) => [identify(event), event]));
  const merged: ServiceEvent[] = [];
  let lastStart: ServiceEvent | undefined;
  for (const event of [...distinct.values()].toSorted((a, b) => a.at.getTime() - b.at.getTime())) {
    if (isStart(event)) {
      if (lastStart && event.at.getTime() - lastStart.at.getTime() < SAME_START_MS) continue;
      lastStart = event;
    } else if (event.type === "exited" || event.type === "stopped") {
      lastStart = undefined;
    }
    merged.push(event);
  }
  return merged;
}

/** Probes that failed before the first that passed in a run belong to its start, and a start is no flapping. */
export function withoutStartingTroubles(events: readonly ServiceEvent[]): ServiceEvent[] {
  let passed = false;
  return events.filter((event) => {
    if (isStart(event)) passed = false;
    if (event.type === "probe-passed") passed = true;
    return event.type !== "probe-failed" || passed;
  });
}

export function identify({ type, at }: ServiceEvent): string {
  return `${type} ${at.getTime()}`;
}

function isStart({ type }: ServiceEvent): boolean {
  return type === "started" || type === "restarted";
}
