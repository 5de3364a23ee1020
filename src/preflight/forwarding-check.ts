import type { ResolvedConfig } from "../config/resolved.js";
import { InfraError } from "../errors/infra-error.js";
import type { RemoteMachine } from "../engine/address.js";
import { SERVICE_NAMES } from "../services/service.js";
import { isPortTaken } from "../system/ports.js";

/**
 * An error when the ports of services on another machine are not forwarded from this one, otherwise `undefined`. infra
 * does not forward them: see docs/decisions/0017.
 */
export async function checkForwarding(
  config: ResolvedConfig,
  remote: RemoteMachine,
): Promise<InfraError | undefined> {
  const ports = SERVICE_NAMES.map((service) => config[service].port);
  const forwarded = await Promise.all(ports.map(isPortTaken));
  const missing = ports.filter((_, index) => !forwarded[index]);
  if (missing.length === 0) return undefined;
  const forwards = missing.map((port) => `-L ${port}:127.0.0.1:${port}`);
  return new InfraError(
    "CONFIG_INVALID",
    `The engine runs on ${remote.host}, where services listen on 127.0.0.1 only, and port ${missing.join(" and ")} of this machine is not forwarded to it`,
    {
      hint: `Forward while you work, in another terminal: ssh -N ${[...forwards, ...remote.sshArguments].join(" ")}`,
      details: { host: remote.host, ports: missing },
    },
  );
}
