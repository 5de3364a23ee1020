import { InfraError } from "../../errors/infra-error.js";
import { SERVICE_TITLES, type ServiceName } from "../../services/service.js";
import { listeningAddresses } from "../../system/listening-addresses.js";
import { portHolder } from "../../system/ports.js";
import type { ProcessView } from "../../system/process-identity.js";

/**
 * Checks on the running server what its settings ask for: that it can be reached from this machine only.
 *
 * @throws InfraError FOREIGN_OBJECT
 */
export async function requireLoopback(service: ServiceName, server: ProcessView): Promise<void> {
  const open = (await listeningAddresses(server)).filter(({ isLoopback }) => !isLoopback);
  if (open.length === 0) return;
  throw new InfraError(
    "FOREIGN_OBJECT",
    `${SERVICE_TITLES[service]} listens on ${open.map(({ text }) => text).join(", ")}, where other machines may reach it; it was stopped`,
    { hint: "Remove the settings that open it from its configuration (infra doctor), then run: infra up" },
  );
}

/** Whether our server listens on a port; `undefined` where neither it nor another holder of the port can be seen. */
export async function listensOn(server: ProcessView | undefined, port: number): Promise<boolean | undefined> {
  if (server === undefined) return undefined;
  const addresses = await listeningAddresses(server);
  if (addresses.some(({ text }) => text.endsWith(`:${port}`))) return true;
  return (await portHolder(port)) === undefined ? undefined : false;
}
