import { isKept } from "../../preflight/plan.js";
import type { Environment } from "./environment.js";
import type { EnvironmentPlan } from "./plan-environment.js";
import { rememberEnvironment } from "./remember-environment.js";
import { stopOthers } from "./stop-others.js";

/**
 * Moves the environment to this runtime. The old servers run until the programs of the new ones are fetched: a failure
 * up to then changes nothing.
 */
export async function takePlace(plan: EnvironmentPlan, environment: Environment): Promise<void> {
  const { context, phase } = environment;
  if (plan.stops.length > 0) {
    const missing = plan.services.filter((each) => !isKept(each)).map(({ service }) => service);
    await phase("fetch", () => plan.runtime.fetch(missing, context));
  }
  const left = await stopOthers(plan.leaving, environment);
  await rememberEnvironment(plan, { context, left });
}
