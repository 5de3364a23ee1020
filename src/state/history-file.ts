import { FLAP_WINDOW_MS, type ServiceEvent } from "../services/service-state.js";
import type { ServiceName } from "../services/service.js";
import { isDiskFull } from "../system/disk-full.js";
import { appendToFile, readFileIfAny, replaceFile } from "../system/files.js";
import { pathError } from "../system/path-error.js";

/**
 * Events of the services that commands have seen, one JSON line each. They inform a later command about restarts and
 * failed probes, because no process of infra runs in between.
 */
interface HistoryLine {
  service: ServiceName;
  type: ServiceEvent["type"];
  at: string;
  detail?: string;
}

const TRIM_ABOVE_BYTES = 64 * 1024;

/** Events of one service, oldest first. Lines that a power cut left in pieces are passed over. */
export async function readHistory(path: string, service: ServiceName): Promise<ServiceEvent[]> {
  return (await readLines(path)).filter((line) => line.service === service).map(toEvent);
}

export async function appendHistory(
  path: string,
  service: ServiceName,
  ...events: readonly ServiceEvent[]
): Promise<void> {
  if (events.length === 0) return;
  await appendToFile(path, events.map((event) => toLine(service, event)).join(""));
}

/**
 * Records the result of a probe, and before it the events that were found elsewhere. A probe that passes like the last event
 * is not recorded: it is no news, and `status` may be called every second.
 */
export async function appendProbe(
  path: string,
  { service, probe, last, found = [] }: ProbeEntry,
): Promise<void> {
  const isRepeated = probe.type === "probe-passed" && last?.type === "probe-passed";
  const events = isRepeated ? found : [...found, probe];
  if (events.length === 0) return;
  await trimHistory(path, probe.at);
  await appendHistory(path, service, ...events);
}

interface ProbeEntry {
  service: ServiceName;
  probe: ServiceEvent;
  /** The event before the probe. */
  last: ServiceEvent | undefined;
  found?: readonly ServiceEvent[];
}

/** For commands that only read: an event that cannot be recorded must not prevent their report. */
export async function recordIfPossible(write: () => Promise<void>): Promise<void> {
  try {
    await write();
  } catch (error) {
    if (!isDiskFull(error) && pathError(error) === undefined) throw error;
  }
}

function toLine(service: ServiceName, event: ServiceEvent): string {
  const line: HistoryLine = {
    service,
    type: event.type,
    at: event.at.toISOString(),
    ...("detail" in event && event.detail !== undefined && { detail: event.detail }),
  };
  return `${JSON.stringify(line)}\n`;
}

/** Drops events that are no longer needed: all events older than the flap window, except the last start of each service and the events after it. */
export async function trimHistory(path: string, now: Date): Promise<void> {
  const lines = await readLines(path);
  if (JSON.stringify(lines).length < TRIM_ABOVE_BYTES) return;
  const recent = lines.filter((line) => now.getTime() - Date.parse(line.at) < FLAP_WINDOW_MS);
  const lastStarts = lines.filter(
    (line, index) =>
      !recent.includes(line) &&
      (line.type === "started" || line.type === "restarted" || line.type === "probe-passed") &&
      !lines.slice(index + 1).some((later) => later.service === line.service && later.type === line.type),
  );
  await replaceFile(path, [...lastStarts, ...recent].map((line) => `${JSON.stringify(line)}\n`).join(""), {
    durable: false,
  });
}

async function readLines(path: string): Promise<HistoryLine[]> {
  const text = (await readFileIfAny(path)) ?? "";
  return text.split("\n").flatMap((line) => {
    try {
      const parsed = line === "" ? undefined : (JSON.parse(line) as Partial<HistoryLine> | null);
      return typeof parsed?.type === "string" ? [parsed as HistoryLine] : [];
    } catch {
      return []; // a torn last line; the events before it stand
    }
  });
}

function toEvent(line: HistoryLine): ServiceEvent {
  const at = new Date(line.at);
  switch (line.type) {
    case "restarted":
    case "exited":
    case "probe-failed":
      return { type: line.type, at, ...(line.detail !== undefined && { detail: line.detail }) };
    case "started":
    case "stopped":
    case "probe-passed":
      return { type: line.type, at };
  }
}
