import type { PlanUpReport } from "../../operations/plan-up.js";
import type { Operation } from "../../preflight/plan.js";
import { reasonText } from "../../preflight/reason.js";
import { infra } from "../../system/own-command.js";
import { SERVICE_TITLES } from "../../services/service.js";
import { displayPath } from "../output/display-path.js";
import type { Style } from "../output/style.js";
import { othersText } from "./others-text.js";

export interface PlanUpTextOptions {
  style: Style;
  cwd: string;
}

/** What `up` would do, one line for each operation, with its reason. */
export function planUpText(report: PlanUpReport, { style, cwd }: PlanUpTextOptions): string {
  const { name, runtime, runtimeReason, operations, others } = report;
  const headline =
    operations.length === 0
      ? `${name} is already up, nothing to do`
      : `${infra("up")} would, on the ${runtime} runtime (${runtimeReason}):`;
  return [
    `${style.strong(headline)}\n`,
    ...operations.map((operation) => `  ${operationText(operation, cwd)}\n`),
    ...othersText(others, name).map((line) => `${style.warning("!")} ${line}\n`),
    "Nothing was changed (--dry-run)\n",
  ].join("");
}

function operationText(operation: Operation, cwd: string): string {
  return operation.kind === "keep"
    ? `Keep ${SERVICE_TITLES[operation.service]}`
    : `${whatText(operation, cwd)} (${reasonText(operation.reason)})`;
}

function whatText(operation: Exclude<Operation, { kind: "keep" }>, cwd: string): string {
  switch (operation.kind) {
    case "generate-password":
      return `Generate the password of PostgreSQL in ${displayPath(operation.path, cwd)}`;
    case "stop": {
      const { name, runtime, services } = operation;
      const titles = services.map(({ service }) => SERVICE_TITLES[service]).join(" and ");
      return `Stop ${titles === "" ? "what is left" : titles} of ${name} on ${runtime} and keep its data`;
    }
    case "start":
      return `Start ${SERVICE_TITLES[operation.service]}`;
    case "recreate":
      return `Restart ${SERVICE_TITLES[operation.service]}`;
    case "resume":
      return `Resume ${SERVICE_TITLES[operation.service]}`;
    case "repair-login":
      return "Set the configured user and password in the existing PostgreSQL data";
    case "create-database":
      return `Create the database ${operation.database}`;
    case "migrate":
      return migrateText(operation);
    case "seed":
      return `Apply ${counted(operation.files, "seed")}`;
    case "write-connection-file":
      return `Write the connection file ${displayPath(operation.path, cwd)}`;
  }
}

function migrateText({ files, extensions }: Operation & { kind: "migrate" }): string {
  const create = extensions.length === 0 ? [] : [`create ${counted(extensions, "extension")}`];
  const apply = files.length === 0 ? [] : [`apply ${counted(files, "migration")}`];
  const text = [...create, ...apply].join("; ");
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** `2 migrations: 001_players.sql, 002_games.sql`. */
function counted(names: readonly string[], what: string): string {
  return `${names.length} ${what}${names.length === 1 ? "" : "s"}: ${names.join(", ")}`;
}
