import { access, constants } from "node:fs/promises";
import type { ResolvedConfig, RuntimeKind } from "../config/resolved.js";
import { InfraError } from "../errors/infra-error.js";
import { examinePassword } from "../preflight/default-password.js";
import { measureResources, resourceShortage, type ResourceBaselineReport } from "../preflight/resources.js";
import { errorFinding } from "../runtime/error-finding.js";
import type { Finding } from "../runtime/runtime.js";
import { otherAccounts } from "../system/accounts.js";
import { pathError } from "../system/path-error.js";
import { chooseRuntime } from "./stages/choose-runtime.js";
import { openEnvironment, type OperationOptions } from "./stages/environment.js";
import { examineServices } from "./stages/examine-services.js";
import { findOtherServers, isWorthReporting, type FoundServers } from "./stages/other-servers.js";

export interface DoctorReport {
  name: string;
  runtime: RuntimeKind;
  findings: readonly Finding[];
  resources: ResourceBaselineReport;
  pass: boolean;
}

/** Checks everything that could prevent the environment from working, and reports fixes. Changes nothing. */
export async function doctor(options: OperationOptions): Promise<DoctorReport> {
  const environment = await openEnvironment(options);
  const { config, env, context } = environment;
  const { runtime, reason } = await chooseRuntime(config, env, context.signal);
  const others = await findOtherServers(environment, runtime.kind);
  const resources = await measureResources(await runtime.machine(), config.resources);
  const findings: Finding[] = [
    {
      check: "configuration",
      severity: "ok",
      message: config.configFile ?? `no config file; preset ${config.preset}`,
    },
    ...config.warnings.map((message): Finding => ({ check: "configuration", severity: "warning", message })),
    ...(await examineFolder(config)),
    ...examinePassword(config, runtime.remote ? [] : await otherAccounts()),
    { check: "runtime", severity: "ok", message: `${runtime.kind}: ${reason}` },
    ...others.filter(isWorthReporting).map((each) => describeOther(each, config)),
    ...(await examineServices(environment, { runtime, others })),
    ...examineResources(resources),
  ];
  return {
    name: config.name,
    runtime: runtime.kind,
    findings,
    resources,
    pass: findings.every(({ severity }) => severity !== "error"),
  };
}

async function examineFolder({ projectDir }: ResolvedConfig): Promise<Finding[]> {
  const refusal = await access(projectDir, constants.W_OK).then(
    () => undefined,
    (error: unknown) => pathError(error) ?? error,
  );
  if (refusal === undefined) return [];
  if (!(refusal instanceof InfraError)) throw refusal;
  return [errorFinding("project folder", refusal)];
}

function examineResources(report: ResourceBaselineReport): Finding[] {
  const check = "resources";
  const error = resourceShortage(report);
  if (error) return [errorFinding(check, error)];
  const { cpuCount, totalMemMB, freeMemMB, freeDiskMB, warnings } = report;
  const found = [
    `${cpuCount} CPUs`,
    ...(totalMemMB === undefined ? [] : [`${totalMemMB} MB memory on the engine's machine`]),
    ...(freeMemMB === undefined ? [] : [`${freeMemMB} MB memory free`]),
    ...(freeDiskMB === undefined ? [] : [`${freeDiskMB} MB disk free`]),
  ];
  return [
    { check, severity: "ok", message: found.join(", ") },
    ...warnings.map((message): Finding => ({ check, severity: "warning", message })),
  ];
}

function describeOther({ name, runtime, problem, stopWith }: FoundServers, config: ResolvedConfig): Finding {
  const isOwn = name === config.name;
  const whose = isOwn ? "this environment" : `environment ${name}`;
  const message =
    problem === undefined
      ? `${whose} also runs on ${runtime} in this checkout`
      : `${whose} may also run on ${runtime} in this checkout; not visible: ${problem}`;
  return { check: "other servers", severity: isOwn ? "warning" : "ok", message, fix: stopWith };
}
