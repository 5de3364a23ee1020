import type { ResolvedConfig } from "../config/resolved.js";
import { InfraError } from "../errors/infra-error.js";
import { SERVICE_NAMES, type ServiceName } from "../services/service.js";
import type { Finding, Observation, Runtime } from "../runtime/runtime.js";
import { checkForwarding } from "./forwarding-check.js";
import { checkPort, ownHolder, portInUse } from "./port-check.js";
import { measureResources, resourceShortage, type ResourceBaselineReport } from "./resources.js";

/** What has to happen to one service. */
export type ServiceStep =
  | { service: ServiceName; action: "keep" }
  /** `reason` in the user's words. What runs is resumed where it turns out to be frozen; a plan does not say so. */
  | { service: ServiceName; action: "start" | "recreate" | "resume"; reason: string };

export interface Plan {
  config: ResolvedConfig;
  runtime: Runtime;
  runtimeReason: string;
  observation: Observation;
  steps: readonly ServiceStep[];
  resources: ResourceBaselineReport;
  warnings: readonly string[];
}

/**
 * Looks at everything that decides what `up` has to do and whether it can, and changes nothing.
 *
 * @param options.leaving ports held by servers of this checkout that are stopped before anything starts
 * @throws InfraError CONFIG_INVALID for an engine elsewhere whose ports do not lead here, PORT_IN_USE, DATA_INCOMPATIBLE, RESOURCES_EXHAUSTED, FOREIGN_OBJECT, …: the first thing in the way
 */
export async function makePlan(
  config: ResolvedConfig,
  { runtime, reason, leaving = [] }: { runtime: Runtime; reason: string; leaving?: readonly number[] },
): Promise<Plan> {
  const unreachable = runtime.remote && (await checkForwarding(config, runtime.remote));
  if (unreachable) throw unreachable;
  // Slow on some engines: asked beside the rest. A failure comes up when the answer is wanted.
  const measured = runtime.machine().then((machine) => measureResources(machine, config.resources));
  measured.catch(() => undefined);
  const observation = await runtime.observe();
  const steps = await Promise.all(SERVICE_NAMES.map((service) => decideStep(runtime, observation, service)));
  const isAllKept = steps.every(({ action }) => action === "keep");
  const [resources, findings] = await Promise.all([measured, isAllKept ? [] : runtime.examine(observation)]);
  const warnings = [...config.warnings, ...resources.warnings];
  const plan: Plan = { config, runtime, runtimeReason: reason, observation, steps, resources, warnings };
  if (isAllKept) return plan;
  await refuseWhatIsInTheWay(plan, { findings, leaving });
  const found = findings.filter(({ severity }) => severity === "warning").map(({ message }) => message);
  return { ...plan, warnings: [...warnings, ...found] };
}

/** What has to happen to a service that was seen so. */
export async function decideStep(
  runtime: Runtime,
  observation: Observation,
  service: ServiceName,
): Promise<ServiceStep> {
  const { presence } = observation.services[service];
  switch (presence.is) {
    case "absent":
      return { service, action: "start", reason: "it does not run" };
    case "stopped":
    case "exited":
      return { service, action: "start", reason: presence.reason };
    case "running":
      if (presence.obsolete !== undefined) return { service, action: "recreate", reason: presence.obsolete };
      return presence.configHash === (await runtime.configHash(service))
        ? { service, action: "keep" }
        : { service, action: "recreate", reason: "its configuration changed" };
  }
}

/** Throws the first error. */
async function refuseWhatIsInTheWay(
  plan: Plan,
  { findings, leaving }: { findings: readonly Finding[]; leaving: readonly number[] },
): Promise<void> {
  const { config, runtime, observation, steps } = plan;
  for (const { severity, error } of findings) {
    const isLeaving = error instanceof InfraError && leaving.includes(portInUse(error) ?? 0);
    if (severity === "error" && error && !isLeaving) throw error;
  }
  const shortage = resourceShortage(plan.resources);
  if (shortage) throw shortage;
  for (const { service, action } of steps) {
    // On another machine the engine tells who has a port; here it is held by what forwards it.
    if (action === "keep" || runtime.remote) continue;
    if (leaving.includes(config[service].port)) continue;
    if (ownHolder(config[service].port, observation) !== undefined) continue;
    const taken = await checkPort(config, service);
    if (taken) throw taken;
  }
}
