import { isLoopback } from "./address.js";
import type { ContainerDetails, ContainerSummary, Labels, PublishedPort } from "./api.js";
import type { EngineClient } from "./client.js";
import { createdAt } from "./created-at.js";
import { summaryName } from "./inspect.js";

/** Addresses on which other machines can reach a container. */
export function exposedAddresses({ NetworkSettings }: ContainerDetails): string[] {
  const bindings = Object.values(NetworkSettings.Ports ?? {}).flatMap((each) => each ?? []);
  return bindings.map(({ HostIp }) => HostIp || "0.0.0.0").filter((address) => !isLoopback(address));
}

/** A container that has a port of the engine's machine. */
export interface PortHolder {
  container: string;
  image: string;
  labels: Labels;
  createdAt: Date | undefined;
}

export async function portHeldByContainer(
  client: EngineClient,
  { port, except }: { port: number; except?: string },
): Promise<PortHolder | undefined> {
  const running = await client.json<ContainerSummary[]>({ path: "/containers/json" });
  const holder = running.find(
    ({ Id, Ports }) => Id !== except && Ports?.some((published) => isInTheWay(published, port)),
  );
  if (holder === undefined) return undefined;
  const { Image, Labels, Created } = holder;
  return {
    container: summaryName(holder),
    image: Image,
    labels: Labels ?? {},
    createdAt: createdAt(Created),
  };
}

/** On another address of the machine, or for UDP, it does not conflict with a listener on the loopback interface. */
function isInTheWay({ IP, PublicPort, Type }: PublishedPort, port: number): boolean {
  const everywhere = ["", "0.0.0.0", "::"];
  return PublicPort === port && Type === "tcp" && (everywhere.includes(IP ?? "") || isLoopback(IP ?? ""));
}
