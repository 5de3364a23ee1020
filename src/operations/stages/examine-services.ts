import type { ResolvedConfig } from "../../config/resolved.js";
import { InfraError } from "../../errors/infra-error.js";
import { checkForwarding } from "../../preflight/forwarding-check.js";
import { checkPort, ownHolder } from "../../preflight/port-check.js";
import { fixOfSilence } from "../../readiness/fix-of-silence.js";
import { probeServices } from "../../readiness/probe-services.js";
import type { RemoteMachine } from "../../engine/address.js";
import { errorFinding } from "../../runtime/error-finding.js";
import type { Finding, ObservedService, Observation, Runtime } from "../../runtime/runtime.js";
import type { ProbeFailure } from "../../services/probe.js";
import { SERVICE_NAMES, SERVICE_TITLES, type ServiceName } from "../../services/service.js";
import type { Environment } from "./environment.js";
import type { FoundServers } from "./other-servers.js";
import { findHolder, nameOwnHolder } from "./own-port-holder.js";
import { isToLeave } from "./stop-others.js";
import { infra } from "../../system/own-command.js";

/** Examines the services, their data and their ports. Services of another machine or container are a finding, too. */
export async function examineServices(
  environment: Environment,
  { runtime, others }: { runtime: Runtime; others: readonly FoundServers[] },
): Promise<Finding[]> {
  const { config, context } = environment;
  const observation = await runtime.observe().catch((error: unknown) => {
    if (error instanceof InfraError) return error;
    throw error;
  });
  if (observation instanceof InfraError) return [errorFinding("services", observation)];
  const { failures } = await probeServices({ config, runtime, observation, context });
  const named = (findings: Finding[]) =>
    Promise.all(findings.map((each) => withOwnHolder(each, { others, config })));
  const examined = await named(await runtime.examine(observation));
  const ports = await named(await examinePorts(environment, { runtime, observation }));
  return [
    ...examined,
    // Where the runtime names the holder of a port, the system names only the program that forwards it.
    ...ports.filter(
      ({ check }) => !examined.some((each) => each.check === check && each.severity === "error"),
    ),
    ...SERVICE_NAMES.map((service) =>
      examineService(config, observation.services[service], failures[service]),
    ),
  ];
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
    const who = presence.kind === "running" ? ` (${presence.ref})` : "";
    const then = holder === service ? "" : `; given to ${SERVICE_TITLES[service]} by: ${infra("up")}`;
    return { check, severity: "ok", message: `${SERVICE_TITLES[holder]} listens on it${who}${then}` };
  }
  const error = await checkPort(config, service);
  if (error === undefined) return { check, severity: "ok", message: `free, for ${SERVICE_TITLES[service]}` };
  return errorFinding(check, error);
}

async function examineForwarding(config: ResolvedConfig, remote: RemoteMachine): Promise<Finding> {
  const check = "ports";
  const error = await checkForwarding(config, remote);
  if (error) return errorFinding(check, error);
  return { check, severity: "ok", message: `forwarded from this machine to ${remote.host}` };
}

function examineService(
  config: ResolvedConfig,
  { service, presence }: ObservedService,
  failure: ProbeFailure | undefined,
): Finding {
  switch (presence.kind) {
    case "absent":
      return { check: service, severity: "ok", message: "is not running" };
    case "stopped":
      return { check: service, severity: "ok", message: `is not running: ${presence.reason}` };
    case "exited":
      return { check: service, severity: "warning", message: presence.reason, fix: infra("up") };
    case "running":
      return failure === undefined
        ? { check: service, severity: "ok", message: `answers on port ${presence.endpoint.port}` }
        : {
            check: service,
            severity: "warning",
            message: `is running (${presence.ref}) but does not answer: ${presence.frozen ?? failure.reason}`,
            fix: fixOfSilence(config, service, failure),
          };
  }
}

/** A taken port in terms of the environments of this checkout; no error where `infra up` stops the holder by itself. */
async function withOwnHolder(
  finding: Finding,
  { others, config }: { others: readonly FoundServers[]; config: ResolvedConfig },
): Promise<Finding> {
  const error = await nameOwnHolder(finding.error, others, config);
  if (!(error instanceof InfraError) || error === finding.error) return finding;
  const holder = findHolder(error, others);
  const { message } = error;
  return holder !== undefined && isToLeave(holder, config)
    ? {
        check: finding.check,
        severity: "ok",
        message: `${message}; stopped by ${infra("up")}, which keeps its data`,
      }
    : errorFinding(finding.check, error);
}
