import { access, constants } from "node:fs/promises";
import { messageOf } from "../errors/message.js";
import type { ResolvedConfig } from "../config/resolved.js";
import { InfraError } from "../errors/infra-error.js";
import { chooseRuntime } from "./choose-runtime.js";
import type { RemoteMachine } from "../engine/address.js";
import { examinePassword } from "../preflight/default-password.js";
import { checkForwarding } from "../preflight/forwarding-check.js";
import { checkPort, ownHolder } from "../preflight/port-check.js";
import { measureResources, resourceShortage, type ResourceBaselineReport } from "../preflight/resources.js";
import { fixOfSilence } from "../readiness/fix-of-silence.js";
import type { Finding, ObservedService, Observation, Runtime } from "../runtime/runtime.js";
import type { ProbeFailure } from "../services/probe.js";
import { SERVICE_NAMES, SERVICE_TITLES, type ServiceName } from "../services/service.js";
import { otherAccounts } from "../system/accounts.js";
import { pathError } from "../system/path-error.js";
import { openEnvironment, type Environment } from "./environment.js";
import { findOtherServers, isWorthReporting, type FoundServers } from "./other-servers.js";
import { findHolder, nameOwnHolder } from "./own-port-holder.js";
import { probeServices } from "./probe-services.js";
import { isToLeave } from "./stop-others.js";
import type { DoctorReport, OperationOptions } from "./reports.js";

/** Looks at everything that could be wrong and says how to mend it. Changes nothing. */
export async function doctor(options: OperationOptions): Promise<DoctorReport> {
  const environment = await openEnvironment(options);
  const { config, env, context } = environment;
  const { runtime, reason } = await chooseRuntime(config, env, context.signal);
  const others = await findOtherServers(environment, runtime.kind);
  const observation = await runtime.observe();
  const resources = await measureResources(await runtime.machine(), config.resources);
  const { failures } = await probeServices({ config, runtime, observation, context });
  const examined = (await runtime.examine(observation)).map((each) =>
    withOwnHolder(each, { others, config }),
  );
  const ports = (await examinePorts(environment, { runtime, observation })).map((each) =>
    withOwnHolder(each, { others, config }),
  );
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
    ...examined,
    // Where the runtime knows who has a port, the system knows only of somebody who hands it on.
    ...ports.filter(
      ({ check }) => !examined.some((each) => each.check === check && each.severity === "error"),
    ),
    ...SERVICE_NAMES.map((service): Finding => {
      return examineService(config, observation.services[service], failures[service]);
    }),
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
  const { message } = refusal;
  return [{ check: "project folder", severity: "error", message, error: refusal, ...hintOf(refusal) }];
}

async function examinePorts(
  environment: Environment,
  { runtime, observation }: { runtime: Runtime; observation: Observation },
): Promise<Finding[]> {
  if (runtime.remote) return [await examineForwarding(environment.config, runtime.remote)];
  return Promise.all(SERVICE_NAMES.map((service) => examinePort(environment, observation, service)));
}

async function examinePort(
  { config }: Environment,
  observation: Observation,
  service: ServiceName,
): Promise<Finding> {
  const check = `port ${config[service].port}`;
  const holder = ownHolder(config[service].port, observation);
  if (holder !== undefined) {
    const { presence } = observation.services[holder];
    const who = presence.is === "running" ? ` (${presence.ref})` : "";
    const then = holder === service ? "" : `, and \`infra up\` gives it to ${SERVICE_TITLES[service]}`;
    return { check, severity: "ok", message: `${SERVICE_TITLES[holder]} listens on it${who}${then}` };
  }
  const error = await checkPort(config, service);
  if (error === undefined) return { check, severity: "ok", message: `free, for ${SERVICE_TITLES[service]}` };
  return { check, severity: "error", message: messageOf(error), error, ...hintOf(error) };
}

async function examineForwarding(config: ResolvedConfig, remote: RemoteMachine): Promise<Finding> {
  const check = "ports";
  const error = await checkForwarding(config, remote);
  if (error) return { check, severity: "error", message: error.message, error, ...hintOf(error) };
  return { check, severity: "ok", message: `forwarded from this machine to ${remote.host}` };
}

function examineService(
  config: ResolvedConfig,
  { service, presence }: ObservedService,
  failure: ProbeFailure | undefined,
): Finding {
  switch (presence.is) {
    case "absent":
      return { check: service, severity: "ok", message: "does not run" };
    case "stopped":
      return { check: service, severity: "ok", message: `does not run: ${presence.reason}` };
    case "exited":
      return { check: service, severity: "warning", message: presence.reason, fix: "infra up" };
    case "running":
      return failure === undefined
        ? { check: service, severity: "ok", message: `answers on port ${presence.endpoint.port}` }
        : {
            check: service,
            severity: "warning",
            message: `runs (${presence.ref}) and does not answer: ${presence.frozen ?? failure.reason}`,
            fix: fixOfSilence(config, service, failure),
          };
  }
}

function examineResources(report: ResourceBaselineReport): Finding[] {
  const check = "resources";
  const error = resourceShortage(report);
  if (error) return [{ check, severity: "error", message: error.message, error, ...hintOf(error) }];
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

/** A taken port in terms of the environments of this checkout; no error where `infra up` stops the holder by itself. */
function withOwnHolder(
  finding: Finding,
  { others, config }: { others: readonly FoundServers[]; config: ResolvedConfig },
): Finding {
  const error = nameOwnHolder(finding.error, others, config);
  if (!(error instanceof InfraError) || error === finding.error) return finding;
  const holder = findHolder(error, others);
  const { message } = error;
  return holder !== undefined && isToLeave(holder, config)
    ? {
        check: finding.check,
        severity: "ok",
        message: `${message}; \`infra up\` stops it and keeps its data`,
      }
    : { ...finding, message, error, ...hintOf(error) };
}

function hintOf(error: InfraError): { fix?: string } {
  return error.hint === undefined ? {} : { fix: error.hint };
}
