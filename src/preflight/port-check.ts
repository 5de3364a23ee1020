import type { ResolvedConfig } from "../config/resolved.js";
import type { InfraError } from "../errors/infra-error.js";
import { isPortTaken } from "../system/ports.js";
import type { Observation } from "../runtime/runtime.js";
import { portTakenError } from "../services/port-taken-error.js";
import { SERVICE_NAMES, type ServiceName } from "../services/service.js";

/** An error for a port that another program holds, `undefined` when it is free. */
export async function checkPort(
  config: ResolvedConfig,
  service: ServiceName,
): Promise<InfraError | undefined> {
  return (await isPortTaken(config[service].port)) ? portTakenError(config, service) : undefined;
}

/** The port that an error is about, if it says that the port is taken. */
export function portInUse({ code, details }: InfraError): number | undefined {
  return code === "PORT_IN_USE" ? Number(details?.["port"]) : undefined;
}

/**
 * The service of ours that holds the port on which another one, or itself, will listen. A configuration gives each port to one
 * service only, so the holder is recreated and releases the port: this is no conflict.
 */
export function ownHolder(port: number, { services }: Observation): ServiceName | undefined {
  return SERVICE_NAMES.find((service) => {
    const { presence } = services[service];
    return presence.kind === "running" && presence.endpoint.port === port;
  });
}
