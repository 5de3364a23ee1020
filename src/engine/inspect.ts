import type {
  ContainerDetails,
  ContainerSummary,
  ImageDetails,
  NetworkDetails,
  VolumeDetails,
} from "./api.js";
import type { EngineClient } from "./client.js";
import { ifFound } from "./engine-error.js";

export async function inspectContainer(
  client: EngineClient,
  idOrName: string,
): Promise<ContainerDetails | undefined> {
  const found = await ifFound(client.json<ContainerDetails>({ path: `/containers/${idOrName}/json` }));
  return found && { ...found, State: whileItEnds(found.State) };
}

/** Podman has a separate state for a container that is being stopped; its process runs, and has its ports. */
function whileItEnds(state: ContainerDetails["State"]): ContainerDetails["State"] {
  return state.Status === "stopping" ? { ...state, Status: "running", Running: true } : state;
}

export async function inspectVolume(client: EngineClient, name: string): Promise<VolumeDetails | undefined> {
  return ifFound(client.json<VolumeDetails>({ path: `/volumes/${name}` }));
}

export async function inspectNetwork(
  client: EngineClient,
  name: string,
): Promise<NetworkDetails | undefined> {
  return ifFound(client.json<NetworkDetails>({ path: `/networks/${name}` }));
}

/** The image as the engine has it; `undefined` when it has to be pulled. */
export async function inspectImage(client: EngineClient, image: string): Promise<ImageDetails | undefined> {
  return ifFound(client.json<ImageDetails>({ path: `/images/${image}/json` }));
}

/** Names of the containers that use a volume, running or not. */
export async function containersUsing(client: EngineClient, volume: string): Promise<string[]> {
  const users = await client.json<ContainerSummary[]>({
    path: "/containers/json",
    query: { all: true, filters: { volume: [volume] } },
  });
  return users.map(summaryName);
}

/** `tilemud_postgres`. */
export function nameOf({ Name }: Pick<ContainerDetails, "Name">): string {
  return Name.replace(/^\//, "");
}

/** The same of a listed container; the beginning of its id where it has no name. */
export function summaryName({ Id, Names }: Pick<ContainerSummary, "Id" | "Names">): string {
  return Names[0]?.replace(/^\//, "") ?? Id.slice(0, 12);
}
