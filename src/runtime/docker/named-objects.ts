import type { ResolvedConfig } from "../../config/resolved.js";
import { SERVICE_NAMES } from "../../services/service.js";
import { containerObject } from "./containers.js";
import { inspectContainer, inspectNetwork, inspectVolume } from "../../engine/inspect.js";
import type { EngineClient } from "../../engine/client.js";
import type { NamedObject } from "./foreign-object.js";
import { networkObject } from "./network.js";
import { volumeObject } from "./volume.js";

/** Objects with the configured names of this environment, with any owner. */
export async function objectsWithOurNames(
  client: EngineClient,
  config: ResolvedConfig,
): Promise<NamedObject[]> {
  const containers = SERVICE_NAMES.map(async (service) => {
    const found = await inspectContainer(client, config[service].container);
    return found && containerObject(found);
  });
  const volume = inspectVolume(client, config.postgres.volume).then((found) => found && volumeObject(found));
  const network = inspectNetwork(client, config.network).then((found) => found && networkObject(found));
  const objects = await Promise.all([...containers, volume, network]);
  return objects.filter((object) => object !== undefined);
}
