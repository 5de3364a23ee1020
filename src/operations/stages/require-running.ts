import { InfraError } from "../../errors/infra-error.js";
import { chooseRuntime } from "./choose-runtime.js";
import type { ReachableService } from "../../readiness/probe-endpoint.js";
import type { Observation, Runtime } from "../../runtime/runtime.js";
import { SERVICE_NAMES, SERVICE_TITLES, type EachService } from "../../services/service.js";
import { configuredDatabase, type Database } from "./database.js";
import type { Environment } from "./environment.js";
import { probeServices } from "../../readiness/probe-services.js";
import { infra } from "../../system/own-command.js";

/** Services that answer now. */
export interface Running {
  runtime: Runtime;
  observation: Observation;
  reached: EachService<ReachableService>;
}

/**
 * Looks once whether the services answer, and starts nothing.
 *
 * @throws InfraError SERVICES_NOT_RUNNING naming those that do not
 */
export async function requireRunning({ config, env, context }: Environment): Promise<Running> {
  const { runtime } = await chooseRuntime(config, env, context.signal);
  const observation = await runtime.observe();
  const { events, reached } = await probeServices({ config, runtime, observation, context });
  if (isComplete(reached)) return { runtime, observation, reached };
  const missing = SERVICE_NAMES.filter((service) => reached[service] === undefined).map((service) => {
    const failure = events[service]?.find((event) => event.type === "probe-failed");
    const why = failure?.type === "probe-failed" ? `does not answer: ${failure.detail}` : "is not running";
    return `${SERVICE_TITLES[service]} ${why}`;
  });
  throw new InfraError("SERVICES_NOT_RUNNING", `Services are not running: ${missing.join("; ")}`, {
    hint: `Start them: ${infra("up")}`,
    details: { services: SERVICE_NAMES.filter((service) => reached[service] === undefined) },
  });
}

function isComplete<T>(values: Partial<EachService<T>>): values is EachService<T> {
  return SERVICE_NAMES.every((service) => values[service] !== undefined);
}

/** The same for work that needs the database only. */
export async function requireDatabase(
  environment: Environment,
): Promise<{ database: Database; runtime: Runtime }> {
  const { config, env, context } = environment;
  const { runtime } = await chooseRuntime(config, env, context.signal);
  const observation = await runtime.observe();
  const { reached } = await probeServices({ config, runtime, observation, context });
  if (reached.postgres) return { database: configuredDatabase(config, reached.postgres), runtime };
  throw new InfraError(
    "SERVICES_NOT_RUNNING",
    "Postgres is not running, and this command does not start it",
    {
      hint: `Start it: ${infra("up")}`,
      details: { services: ["postgres"] },
    },
  );
}
