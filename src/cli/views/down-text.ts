import type { DownReport } from "../../operations/down.js";
import type { ResetReport } from "../../operations/reset.js";
import { SERVICE_TITLES, type ServiceName } from "../../services/service.js";
import { infra } from "../../system/own-command.js";
import { displayPath } from "../output/display-path.js";

/** What `down` stopped and what is left. */
export function downText(report: DownReport, cwd: string): string {
  const lines = [stoppedLine(report)];
  if (report.dataKept !== undefined) {
    lines.push(`The data is kept in ${displayPath(report.dataKept, cwd)} (${infra("reset")} deletes it)`);
  }
  return `${lines.join("\n")}\n`;
}

/** What `reset` stopped and deleted. */
export function resetText(report: ResetReport): string {
  const removed = [
    ...(report.dataRemoved ? ["the data"] : []),
    ...(report.ledgerRemoved ? ["the record of applied migrations"] : []),
  ];
  const removal =
    removed.length > 0 ? `Deleted ${removed.join(" and ")} of ${report.name}` : "There was no data to delete";
  const elsewhere = report.dataElsewhere.map(
    ({ runtime, resetWith }) => `Its data on ${runtime} is kept (${resetWith} deletes it)\n`,
  );
  return `${stoppedLine(report)}\n${removal}\n${elsewhere.join("")}Next: ${infra("up")}\n`;
}

function stoppedLine({ name, stopped }: { name: string; stopped: readonly ServiceName[] }): string {
  if (stopped.length === 0) return `No services of ${name} were running`;
  return `Stopped ${stopped.map((service) => SERVICE_TITLES[service]).join(" and ")} of ${name}`;
}
