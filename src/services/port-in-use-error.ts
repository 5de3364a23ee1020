import { canonicalVariable } from "../config/variables.js";
import type { ResolvedConfig } from "../config/resolved.js";
import { InfraError } from "../errors/infra-error.js";
import { useAnotherPort } from "./another-port.js";
import type { ServiceName } from "./service.js";

/** Who has a port, as far as it is known. */
export interface KnownHolder {
  /** For the message: `Port 5432 in use by …`. */
  name: string;
  /** How to free the port; a part of a sentence that ends with a comma. */
  remedy: string;
  details: Readonly<Record<string, unknown>>;
}

/**
 * The error for a taken port on every runtime.
 *
 * @param options.platform of the machine that has the port
 */
export function portInUseError(options: {
  config: ResolvedConfig;
  service: ServiceName;
  holder: KnownHolder | undefined;
  platform?: NodeJS.Platform;
  cause?: unknown;
}): InfraError {
  const { config, service, holder, platform = process.platform, cause } = options;
  const { port } = config[service];
  const variable = canonicalVariable(`${service}.port`, config.name);
  const remedy = holder?.remedy ?? `Find the process that uses it (${commandToFindHolder(port, platform)}),`;
  return new InfraError("PORT_IN_USE", `Port ${port} in use${holder ? ` by ${holder.name}` : ""}`, {
    hint: `${remedy} or use another port: ${useAnotherPort(config, service)}`,
    details: { port, service, variable, ...holder?.details },
    ...(cause !== undefined && { cause }),
  });
}

/** With sudo: a holder that infra may not see belongs to another user. */
function commandToFindHolder(port: number, platform: NodeJS.Platform): string {
  return platform === "linux"
    ? `sudo ss -ltnp "sport = :${port}"`
    : `sudo lsof -nP -iTCP:${port} -sTCP:LISTEN`;
}
