import type { UpReport } from "../../operations/up.js";
import type { MigrationReport } from "../../migrations/model/report.js";
import type { SeedReport } from "../../migrations/model/seed-report.js";
import { displayPath } from "../output/display-path.js";
import { formatDuration } from "../output/duration.js";
import type { Style } from "../output/style.js";
import { formatFields } from "../output/fields.js";
import { othersText } from "./others-text.js";
import { serviceTable } from "./service-table.js";
import { infra } from "../../system/own-command.js";

export interface UpSummaryOptions {
  style: Style;
  cwd: string;
  width: number;
}

/** What runs, how to reach it and what to type next. No password in it. */
export function upSummary(report: UpReport, { style, cwd, width }: UpSummaryOptions): string {
  const envFile = displayPath(report.envFile, cwd);
  const headline = report.unchanged
    ? `${report.name} is already up, nothing changed (${formatDuration(report.durationMs)})`
    : `${report.name} is up (${formatDuration(report.durationMs)})`;
  const facts: [string, string][] = [
    ["Runtime", `${report.runtime}: ${report.runtimeReason}`],
    ["Migrations", migrationsText(report.migrations)],
    ...(report.seeds === undefined ? [] : [["Seeds", seedsText(report.seeds)] as [string, string]]),
    ["Database", databaseUrl(report)],
    ["Redis", `redis://${report.connection.redisHost}:${report.connection.redisPort}`],
    ["Variables", envFile],
    ...(report.connection.hostNote === undefined
      ? []
      : [["Note", report.connection.hostNote] as [string, string]]),
  ];
  const next: [string, string][] = [
    [infra("run", "--", "npm", "test"), "run a command with the variables"],
    [infra("psql"), "open a database prompt"],
    [`eval "$(${infra("env", "--format", "shell")})"`, "set the variables in this shell"],
  ];
  return [
    `\n${style.strong(style.good(headline))}\n\n`,
    serviceTable(report.services, { style, width, history: false }),
    `\n${formatFields(facts, { style, width })}`,
    ...othersText(report.others, report.name).map((line) => `\n${style.warning("!")} ${line}\n`),
    ...(report.unchanged ? [] : [`\n${style.faint("Next")}\n${indented(next, width)}`]),
  ].join("");
}

function migrationsText(migrations: UpReport["migrations"]): string {
  return "skipped" in migrations ? `not run: ${migrations.skipped}` : countText(migrations);
}

function countText({ applied, alreadyApplied }: MigrationReport): string {
  if (applied.length === 0 && alreadyApplied === 0) return "there are none";
  if (applied.length === 0) return `${alreadyApplied} already applied, none new`;
  return `${applied.length} applied now, ${alreadyApplied} already applied`;
}

function seedsText({ applied, unchanged, changed }: SeedReport): string {
  const counts = [
    [applied.length, "applied now"],
    [unchanged.length, "before"],
    [changed.length, `changed, not run again (${infra("seed", "--rerun")})`],
  ] as const;
  const text = counts.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`);
  return text.length === 0 ? "there are none" : text.join(", ");
}

/** The URL as people read it; the program that connects takes it from the file. */
function databaseUrl({ connection }: UpReport): string {
  const { dbUser, dbHost, dbPort, dbName } = connection;
  return `postgresql://${encodeURIComponent(dbUser)}:***@${dbHost}:${dbPort}/${encodeURIComponent(dbName)}`;
}

function indented(rows: readonly (readonly [string, string])[], width: number): string {
  const commandWidth = Math.max(...rows.map(([command]) => command.length));
  const meaningWidth = Math.max(...rows.map(([, meaning]) => meaning.length));
  const fits = 2 + commandWidth + 2 + meaningWidth <= width;
  return rows
    .map(([command, meaning]) =>
      fits ? `  ${command.padEnd(commandWidth)}  ${meaning}\n` : `  ${command}\n    ${meaning}\n`,
    )
    .join("");
}
