import type { StatusReport } from "../../operations/status.js";
import { SERVICE_TITLES, type EnvironmentStatus } from "../../services/service.js";
import { displayPath } from "../output/display-path.js";
import { formatFields } from "../output/fields.js";
import type { Style } from "../output/style.js";
import { othersText } from "./others-text.js";
import { serviceTable } from "./service-table.js";

export interface StatusTextOptions {
  style: Style;
  width: number;
  cwd: string;
}

/** The report of `infra status` for people. */
export function statusText(report: StatusReport, { style, width, cwd }: StatusTextOptions): string {
  const runtime = report.runtime === undefined ? "no runtime yet" : `${report.runtime} runtime`;
  const problems = [
    ...report.services.flatMap(({ service, problem }) =>
      problem === undefined ? [] : [`${SERVICE_TITLES[service.name]}: ${problem}`],
    ),
    ...(report.migrations?.problems ?? []),
    ...(report.seeds?.problems ?? []),
    ...othersText(report.others, report.name),
  ];
  return [
    `${style.strong(report.name)} ${environmentText(report.status, style)} ${style.faint(`(${runtime})`)}\n\n`,
    serviceTable(report.services, { style, width, history: true }),
    "\n",
    formatFields(
      [
        ["Migrations", migrationsText(report)],
        ...(report.seeds === undefined ? [] : [["Seeds", seedsText(report.seeds)] as [string, string]]),
        ["Data", report.data.exists ? displayPath(report.data.location, cwd) : "none yet"],
        ["Project", displayPath(report.projectDir, cwd)],
      ],
      { style, width },
    ),
    ...(problems.length > 0
      ? ["\n", ...problems.map((problem) => `${style.warning("!")} ${problem}\n`)]
      : []),
  ].join("");
}

function migrationsText({ migrations }: StatusReport): string {
  if (migrations === undefined) return "unknown: the database cannot be read";
  if (migrations.problems.length > 0) return "has problems, see below";
  return `${migrations.applied} applied, ${migrations.pending} pending`;
}

function seedsText({ applied, new: fresh, changed, problems }: NonNullable<StatusReport["seeds"]>): string {
  if (problems.length > 0) return "has problems, see below";
  return `${applied} applied, ${fresh} new${changed > 0 ? `, ${changed} changed` : ""}`;
}

function environmentText(status: EnvironmentStatus, style: Style): string {
  switch (status) {
    case "ready":
      return style.good(status);
    case "starting":
    case "migrating":
      return style.warning(status);
    case "error":
      return style.bad(status);
    case "stopped":
      return style.faint(status);
  }
}
