import type { ResolvedConfig } from "../config/resolved.js";
import { InfraError } from "../errors/infra-error.js";
import { SERVICE_NAMES } from "../services/service.js";
import type { Finding, Observation, Runtime } from "../runtime/runtime.js";
import { checkForwarding } from "./forwarding-check.js";
import { allPortsInUse } from "../services/port-in-use-error.js";
import { isKept, planService, type ServiceOperation, type StopOperation } from "./plan.js";
import { checkPort, ownHolder, portInUse } from "./port-check.js";
import { measureResources, resourceShortage, type ResourceBaselineReport } from "./resources.js";

/** The environment as observed, and the operations that bring it up. */
export interface Planned {
  config: ResolvedConfig;
  runtime: Runtime;
  runtimeReason: string;
  observation: Observation;
  stops: readonly StopOperation[];
  services: readonly ServiceOperation[];
  resources: ResourceBaselineReport;
  warnings: readonly string[];
}

/**
 * Observes everything that decides what `up` has to do and whether it can, and changes nothing.
 *
 * @param options.stops servers of this checkout that are stopped before anything starts: their ports count as free
 * @throws InfraError CONFIG_INVALID for an engine elsewhere whose ports are not forwarded, DATA_INCOMPATIBLE, RESOURCES_EXHAUSTED, FOREIGN_OBJECT, …: the first problem; PORT_IN_USE for all taken ports
 */
export async function makePlan(
  config: ResolvedConfig,
  options: {
    runtime: Runtime;
    reason: string;
    stops?: readonly StopOperation[];
    /** Names the holder of a taken port where it is a server of this checkout. */
    nameHolder?: (error: InfraError) => Promise<InfraError>;
  },
): Promise<Planned> {
  const { runtime, reason, stops = [], nameHolder = async (error) => error } = options;
  const unreachable = runtime.remote && (await checkForwarding(config, runtime.remote));
  if (unreachable) throw unreachable;
  // Slow on some engines, so it runs in parallel with the rest. A failure is reported when the answer is needed.
  const measured = runtime.machine().then((machine) => measureResources(machine, config.resources));
  measured.catch(() => undefined);
  const observation = await runtime.observe();
  const services = SERVICE_NAMES.map((service) => planService(observation.services[service]));
  const isAllKept = services.every(isKept);
  const [resources, findings] = await Promise.all([measured, isAllKept ? [] : runtime.examine(observation)]);
  const warnings = [...config.warnings, ...resources.warnings];
  const observed = { config, runtime, runtimeReason: reason, observation };
  const planned: Planned = { ...observed, stops, services, resources, warnings };
  if (isAllKept) return planned;
  refuseFindings(findings);
  const shortage = resourceShortage(resources);
  if (shortage) throw shortage;
  const [taken, ...others] = await portsTaken(planned, findings);
  if (taken) throw allPortsInUse(await Promise.all([nameHolder(taken), ...others.map(nameHolder)]));
  const found = findings.filter(({ severity }) => severity === "warning").map(({ message }) => message);
  return { ...planned, warnings: [...warnings, ...found] };
}

/** Throws the first error that is not about a port. */
function refuseFindings(findings: readonly Finding[]): void {
  for (const { severity, error } of findings) {
    const isAboutPort = error instanceof InfraError && portInUse(error) !== undefined;
    if (severity === "error" && error && !isAboutPort) throw error;
  }
}

/** An error for each port that another program has and that has to be free. */
async function portsTaken(
  { config, runtime, observation, stops, services }: Planned,
  findings: readonly Finding[],
): Promise<InfraError[]> {
  const leaving = stops.flatMap((stop) => stop.services.map(({ port }) => port));
  const reported = findings.map(({ error }) => error).filter((error) => error instanceof InfraError);
  const found = services.map(async (operation) => {
    const { port } = config[operation.service];
    if (leaving.includes(port)) return undefined;
    const error = reported.find((each) => portInUse(each) === port);
    if (error !== undefined) return error;
    // On another machine, the engine reports the holder of a port; on this machine, the program that forwards it holds the port.
    if (isKept(operation) || runtime.remote || ownHolder(port, observation) !== undefined) return undefined;
    return checkPort(config, operation.service);
  });
  return (await Promise.all(found)).filter((error) => error !== undefined);
}
