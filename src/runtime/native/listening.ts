import { InfraError } from "../../errors/infra-error.js";
import { SERVICE_TITLES, type ServiceName } from "../../services/service.js";
import { listeningAddresses, listensOnPort } from "../../system/listening-addresses.js";
import type { ProcessView } from "../../system/process-identity.js";
import { infra } from "../../system/own-command.js";

/**
 * Checks that the running server can be reached from this machine only, as its settings require.
 *
 * @throws InfraError FOREIGN_OBJECT
 */
export async function requireLoopback(service: ServiceName, server: ProcessView): Promise<void> {
  const open = (await listeningAddresses(server)).filter(({ isLoopback }) => !isLoopback);
  if (open.length === 0) return;
  throw new InfraError(
    "FOREIGN_OBJECT",
    `${SERVICE_TITLES[service]} listens on ${open.map(({ text }) => text).join(", ")}, where other machines may reach it; it was stopped`,
    {
      hint: `Remove the settings that open it from its configuration (${infra("doctor")}), then run: ${infra("up")}`,
    },
  );
}

/** Whether our server listens on a port; one that has ended does not. `undefined` where the system does not show it. */
export async function listensOn(server: ProcessView | undefined, port: number): Promise<boolean | undefined> {
  return server === undefined ? false : listensOnPort(server, port);
}
