import { useAnotherPort } from "../../services/another-port.js";
import type { ResolvedConfig } from "../../config/resolved.js";
import { InfraError } from "../../errors/infra-error.js";
import { portInUse } from "../../preflight/port-check.js";
import { SERVICE_TITLES, type ServiceName } from "../../services/service.js";
import type { FoundServers } from "./other-servers.js";

/**
 * An error for a taken port, in terms of the user's own environments where the holder is one of this checkout. Any other
 * error is returned as it is.
 */
export function nameOwnHolder<E>(
  error: E,
  others: readonly FoundServers[],
  config: ResolvedConfig,
): E | InfraError {
  const port = error instanceof InfraError ? portInUse(error) : undefined;
  if (!(error instanceof InfraError) || port === undefined) return error;
  const holder = findHolder(error, others);
  if (holder === undefined) return withPossibleHolder(error, others, config);
  const { name, runtime, stopWith, services } = holder;
  const service = services.find((each) => each.port === port) ?? services[0];
  const what =
    service &&
    `${SERVICE_TITLES[service.service]}, ${runtime === "native" ? "pid" : "container"} ${service.ref}`;
  const whose = name === config.name ? "this environment" : `environment ${name} of this checkout`;
  const { service: taken } = error.details as { service: ServiceName };
  return new InfraError(
    "PORT_IN_USE",
    `Port ${port} in use by ${whose} on the ${runtime} runtime (${what})`,
    {
      hint: `Stop it, its data is kept: ${stopWith}\nOr use another port: ${useAnotherPort(config, taken)}`,
      details: { ...error.details, environment: name, runtime },
      cause: error,
    },
  );
}

/** Also identified by the process: if the record of the port was lost, the port is a guess. */
export function findHolder(
  { details }: InfraError,
  others: readonly FoundServers[],
): FoundServers | undefined {
  const pid = String(details?.["pid"]);
  return others.find(({ services }) =>
    services.some(({ port, ref }) => port === details?.["port"] || ref === pid),
  );
}

/** Containers of an engine that cannot be reached still use their ports. */
function withPossibleHolder(
  error: InfraError,
  others: readonly FoundServers[],
  config: ResolvedConfig,
): InfraError {
  const unseen = others.filter(({ problem }) => problem !== undefined);
  if (unseen.length === 0) return error;
  const hints = unseen.map(({ name, runtime, problem, stopWith }) => {
    const whose = name === config.name ? "this environment" : `environment ${name} of this checkout`;
    return `It may be used by ${whose} on ${runtime}, but ${runtime} cannot be reached (${problem}). To stop it: ${stopWith}`;
  });
  return new InfraError("PORT_IN_USE", error.message, {
    hint: [...hints, error.hint ?? ""].join("\n"),
    ...(error.details && { details: error.details }),
    cause: error,
  });
}
