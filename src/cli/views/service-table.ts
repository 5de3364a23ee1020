import type { ServiceStatus } from "../../operations/stages/describe-services.js";
import type { ServiceState } from "../../services/service.js";
import { formatDuration } from "../output/duration.js";
import type { Style } from "../output/style.js";
import { formatTable } from "../output/table.js";

export interface ServiceTableOptions {
  style: Style;
  width: number;
  /** Uptime and restarts too. */
  history: boolean;
}

interface Column {
  title: string;
  cell: (status: ServiceStatus, style: Style) => string;
}

const COLUMNS: readonly Column[] = [
  { title: "SERVICE", cell: ({ service }) => service.name },
  { title: "STATE", cell: ({ state }, style) => stateText(state, style) },
  { title: "ADDRESS", cell: ({ host, port }) => (host === undefined ? "-" : `${host}:${port}`) },
  // The first twelve characters of a container id are enough to identify it.
  { title: "PROCESS", cell: ({ ref }) => ref?.slice(0, 12) ?? "-" },
];

const HISTORY_COLUMNS: readonly Column[] = [
  { title: "UPTIME", cell: ({ uptimeMs }) => (uptimeMs === undefined ? "-" : formatDuration(uptimeMs)) },
  { title: "RESTARTS", cell: ({ recentRestarts }) => String(recentRestarts) },
];

/** Last, because it is the longest. `infra doctor` and `--json` show where a program came from. */
const SOFTWARE: Column = { title: "SOFTWARE", cell: ({ software }) => software.replace(/ \(.*\)$/, "") };

/** The services, a row each. */
export function serviceTable(services: readonly ServiceStatus[], options: ServiceTableOptions): string {
  const { style, width, history } = options;
  const columns = history ? [...COLUMNS, ...HISTORY_COLUMNS, SOFTWARE] : [...COLUMNS, SOFTWARE];
  return formatTable(
    {
      head: columns.map(({ title }) => title),
      rows: services.map((status) => columns.map(({ cell }) => cell(status, style))),
    },
    width,
    (text) => style.faint(text),
  );
}

function stateText(state: ServiceState, style: Style): string {
  switch (state) {
    case "healthy":
      return style.good(state);
    case "starting":
    case "degraded":
      return style.warning(state);
    case "unhealthy":
      return style.bad(state);
    case "stopped":
      return style.faint(state);
  }
}
