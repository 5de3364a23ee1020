import type { ResolvedConfig } from "../../config/resolved.js";
import { InfraError } from "../../errors/infra-error.js";
import type { InfraContext } from "../../events.js";
import type { NetworkDetails } from "../../engine/api.js";
import type { EngineClient } from "../../engine/client.js";
import { EngineError, ifFound, isStatus } from "../../engine/engine-error.js";
import { inspectNetwork } from "../../engine/inspect.js";
import { createdAt } from "../../engine/created-at.js";
import { foreignObject, type NamedObject } from "./foreign-object.js";
import { composeNetworkLabels } from "../../compose/labels.js";
import { environmentFilter, ownLabels } from "../../containers/labels.js";
import { ownershipOf } from "../../containers/ownership.js";

/**
 * Makes the environment's network unless it is there.
 *
 * @throws InfraError FOREIGN_OBJECT when one of that name is not ours
 */
export async function ensureNetwork(client: EngineClient, config: ResolvedConfig): Promise<void> {
  const labels = { ...ownLabels(config), ...composeNetworkLabels(config) };
  const body = { Name: config.network, CheckDuplicate: true, Driver: "bridge", Labels: labels };
  try {
    await client.json({ method: "POST", path: "/networks/create", body });
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    // Engines report "it exists" in different words; reading the object is reliable.
    const existing = await inspectNetwork(client, config.network);
    if (existing === undefined) throw explained(error);
    const foreign = foreignObject(networkObject(existing), config);
    if (foreign) throw foreign;
  }
}

/** As the rule of ownership takes it. */
export function networkObject({ Name, Labels, Created }: NetworkDetails): NamedObject {
  return { kind: "network", name: Name, labels: Labels, createdAt: createdAt(Created) };
}

export async function ourNetworks(client: EngineClient, config: ResolvedConfig): Promise<NetworkDetails[]> {
  const listed = await client.json<NetworkDetails[]>({
    path: "/networks",
    query: { filters: { label: environmentFilter(config) } },
  });
  return listed.filter((network) => ownershipOf(networkObject(network), config).kind === "ours");
}

/** Removes the environment's networks. A network that a foreign container uses stays, and this is reported. */
export async function removeNetworks(
  client: EngineClient,
  config: ResolvedConfig,
  context: InfraContext,
): Promise<void> {
  const ours = await ourNetworks(client, config);
  await Promise.all(
    ours.map(async ({ Id, Name }) => {
      try {
        await ifFound(client.json({ method: "DELETE", path: `/networks/${Id}` }));
      } catch (error) {
        if (!isInUse(error)) throw error;
        context.emit({ type: "warning", message: `Network ${Name} stays: ${error.reason}` });
      }
    }),
  );
}

function isInUse(error: unknown): error is EngineError {
  if (isStatus(error, 403, 409)) return true;
  // Podman's status for every refused request.
  return isStatus(error, 500) && /being used|in use/i.test(error.reason);
}

function explained(error: EngineError): Error {
  if (!/address pool|subnet/i.test(error.reason)) return error;
  return new InfraError(
    "RESOURCES_EXHAUSTED",
    `Not enough resources to start: the engine has no addresses left for another network (${error.reason})`,
    { hint: "Remove unused networks: docker network prune", cause: error },
  );
}
