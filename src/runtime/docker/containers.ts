import type { ResolvedConfig } from "../../config/resolved.js";
import type { ServiceName } from "../../services/service.js";
import type { ContainerDetails, ContainerSummary } from "../../engine/api.js";
import type { EngineClient } from "../../engine/client.js";
import { createdAt } from "../../engine/created-at.js";
import { inspectContainer, nameOf } from "../../engine/inspect.js";
import type { NamedObject } from "./foreign-object.js";
import { environmentFilter, LABELS } from "../../containers/labels.js";
import { ownershipOf } from "../../containers/ownership.js";

/** All containers of this environment, running or not, whatever their names are; helpers of interrupted commands too. */
export async function ourContainers(
  client: EngineClient,
  config: ResolvedConfig,
  service?: ServiceName,
): Promise<ContainerDetails[]> {
  const listed = await client.json<ContainerSummary[]>({
    path: "/containers/json",
    query: { all: true, filters: { label: environmentFilter(config, service) } },
  });
  const details = await Promise.all(listed.map(({ Id }) => inspectContainer(client, Id)));
  // One that was removed between the two looks is none.
  const found = details.filter((each) => each !== undefined);
  return found.filter((each) => ownershipOf(containerObject(each), config).kind === "ours");
}

/** As the rule of ownership takes it. */
export function containerObject(container: ContainerDetails): NamedObject {
  const { Config, Created } = container;
  return {
    kind: "container",
    name: nameOf(container),
    labels: Config.Labels,
    createdAt: createdAt(Created),
  };
}

export function serviceOf({ Config }: Pick<ContainerDetails, "Config">): string | undefined {
  return Config.Labels?.[LABELS.service];
}
