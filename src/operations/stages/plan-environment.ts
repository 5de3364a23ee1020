import { imageDrift, lockImages } from "../../images/image-policy.js";
import type { InfraError } from "../../errors/infra-error.js";
import { makePlan, type Planned } from "../../preflight/make-plan.js";
import type { StopOperation } from "../../preflight/plan.js";
import { chooseRuntime, type RuntimeChoice } from "./choose-runtime.js";
import type { Environment } from "./environment.js";
import { findOtherServers, type FoundServers } from "./other-servers.js";
import { nameOwnHolder } from "./own-port-holder.js";
import { isToLeave } from "./stop-others.js";

/** A plan, with the servers that its stop operations are about and what else of this checkout runs. */
export interface EnvironmentPlan extends Planned {
  leaving: readonly FoundServers[];
  others: readonly FoundServers[];
}

/** Decides what `up` does, up to the services that answer. Changes nothing. */
export async function planEnvironment(
  environment: Environment,
  options: { locked: boolean },
): Promise<EnvironmentPlan> {
  const { config, env, context } = environment;
  const choice = await chooseRuntime(config, env, context.signal);
  const found = await findOtherServers(environment, choice.runtime.kind);
  const leaving = found.filter((each) => isToLeave(each, config));
  const others = found.filter((each) => !leaving.includes(each));
  const stops = leaving.filter(({ instance }) => instance !== undefined).map((each) => stop(each));
  const nameHolder = (error: InfraError) => nameOwnHolder(error, found, config);
  return { ...(await planServices(environment, { choice, stops, nameHolder, ...options })), leaving, others };

  function stop({ name, runtime, services }: FoundServers): StopOperation {
    const isOwn = name === config.name;
    return {
      kind: "stop",
      name,
      runtime,
      services: services.map(({ service, port }) => ({ service, port })),
      reason: isOwn ? { kind: "moved", to: choice.runtime.kind } : { kind: "renamed", to: config.name },
    };
  }
}

interface PlanOptions {
  choice: RuntimeChoice;
  stops: readonly StopOperation[];
  nameHolder: (error: InfraError) => Promise<InfraError>;
  locked: boolean;
}

async function planServices(
  { config, env, context }: Environment,
  { choice, locked, ...options }: PlanOptions,
): Promise<Planned> {
  if (locked) {
    const pinned = await lockImages(config, choice.runtime);
    return makePlan(pinned, { ...(await chooseRuntime(pinned, env, context.signal)), ...options });
  }
  const planned = await makePlan(config, { ...choice, ...options });
  return { ...planned, warnings: [...planned.warnings, ...(await imageDrift(config, choice.runtime))] };
}
