import type { InfraEvent, Phase } from "../../events.js";
import { SERVICE_TITLES } from "../../services/service.js";
import { formatDuration } from "./duration.js";

/** What a phase is called while it runs. */
export const PHASE_TITLES: Readonly<Record<Phase, string>> = {
  preflight: "Checking this machine",
  fetch: "Fetching images and programs",
  start: "Starting the services",
  readiness: "Waiting for the services",
  migrations: "Applying migrations",
  seeds: "Applying seeds",
  connection: "Writing the connection file",
};

/** One event as one sentence; `undefined` for those that only move a display. */
export function eventText(event: InfraEvent): { severity: "info" | "warning"; text: string } | undefined {
  switch (event.type) {
    case "step":
      return info(event.message);
    case "warning":
      return { severity: "warning", text: event.message };
    case "lock.waiting":
      return info(`Waiting for another command: ${event.holder}`);
    case "service.starting":
      return info(`Starting ${SERVICE_TITLES[event.service]} (${event.reason})`);
    case "service.ready":
      return info(
        `${SERVICE_TITLES[event.service]} is ready after ${formatDuration(event.durationMs)} (${event.detail})`,
      );
    case "service.stopped":
      return info(`Stopped ${SERVICE_TITLES[event.service]}`);
    case "migration.applied":
    case "seed.applied":
      return info(
        `Applied ${event.filename} in ${formatDuration(event.durationMs)} (${event.index + 1} of ${event.total})`,
      );
    case "migration.notice":
    case "seed.notice": {
      const where = event.line === undefined ? event.filename : `${event.filename}:${event.line}`;
      const text = `${where}: ${event.severity}: ${event.message}`;
      return event.severity === "WARNING" ? { severity: "warning", text } : info(text);
    }
    case "phase.started":
    case "phase.finished":
    case "progress":
    case "migration.started":
    case "seed.started":
      return undefined;
  }
}

function info(text: string): { severity: "info"; text: string } {
  return { severity: "info", text };
}

/** `3.5 of 7.0 MB`, `12 of 40 files`, `12 files`, `40 %`. */
export function amountText(event: InfraEvent & { type: "progress" }): string {
  const { done, total, unit } = event;
  if (unit === "steps" && total !== undefined) return `${Math.round((done / total) * 100)} %`;
  if (unit !== "bytes") return total === undefined ? `${done} ${unit}` : `${done} of ${total} ${unit}`;
  return total === undefined ? `${megabytes(done)} MB` : `${megabytes(done)} of ${megabytes(total)} MB`;
}

function megabytes(bytes: number): string {
  return (bytes / 1_000_000).toFixed(1);
}
