import type { ResolvedConfig } from "../../config/resolved.js";
import { InfraError } from "../../errors/infra-error.js";
import { containerObject, ourContainers } from "./containers.js";
import type { EngineClient } from "../../engine/client.js";
import { foreignObject, type NamedObject } from "./foreign-object.js";
import { objectsWithOurNames } from "./named-objects.js";
import { inspectNetwork, containersUsing } from "../../engine/inspect.js";
import { networkObject, ourNetworks } from "./network.js";
import { ourVolumes, volumeObject } from "./volume.js";

/**
 * Looks at the engine after a reset.
 *
 * @throws InfraError DATA_NOT_REMOVED for what is left of this environment; FOREIGN_OBJECT for what has its names and was
 * not removed because it belongs to another
 */
export async function requireRemoved(client: EngineClient, config: ResolvedConfig): Promise<void> {
  const [containers, networks, volumes, named] = await Promise.all([
    ourContainers(client, config),
    ourNetworks(client, config),
    ourVolumes(client, config),
    objectsWithOurNames(client, config),
  ]);
  const ours = [
    ...containers.map(containerObject),
    ...networks.map(networkObject),
    ...volumes.map(volumeObject),
  ];
  if (ours.length > 0) throw notRemoved(await Promise.all(ours.map((object) => describe(client, object))));
  const foreign = named.map((object) => foreignObject(object, config)).filter((error) => error !== undefined);
  const [first] = foreign;
  if (first === undefined) return;
  throw new InfraError("FOREIGN_OBJECT", foreign.map(({ message }) => message).join("; "), {
    hint: `Everything else of this checkout was removed. ${first.hint ?? ""}`,
    details: { left: foreign.map(({ details }) => details) },
  });
}

interface Leftover extends Pick<NamedObject, "kind" | "name"> {
  usedBy: readonly string[];
}

async function describe(client: EngineClient, { kind, name }: NamedObject): Promise<Leftover> {
  switch (kind) {
    case "container":
      return { kind, name, usedBy: [] };
    case "volume":
      return { kind, name, usedBy: await containersUsing(client, name) };
    case "network": {
      const attached = Object.values((await inspectNetwork(client, name))?.Containers ?? {});
      return { kind, name, usedBy: attached.map((container) => container.Name) };
    }
  }
}

function notRemoved(left: readonly Leftover[]): InfraError {
  const names = left.map(
    ({ kind, name, usedBy }) =>
      `${kind} ${name}${usedBy.length > 0 ? ` (in use by ${usedBy.join(", ")})` : ""}`,
  );
  const users = [...new Set(left.flatMap(({ usedBy }) => usedBy))];
  const commands = [
    ...(users.length > 0 ? [`docker rm -f ${users.join(" ")}`] : []),
    ...left.map(({ kind, name }) =>
      kind === "container" ? `docker rm -f ${name}` : `docker ${kind} rm ${name}`,
    ),
  ];
  return new InfraError("DATA_NOT_REMOVED", `Failed removing ${names.join(", ")}`, {
    hint: `Remove it manually if it is not needed: ${commands.join(" && ")}`,
    details: { left },
  });
}
