import type { ContainerDetails } from "./engine/api.js";

/** Addresses of the engine's machine on which a container can be reached. */
export function publishedAddresses({ NetworkSettings }: ContainerDetails): string[] {
  const bindings = Object.values(NetworkSettings.Ports ?? {}).flatMap((each) => each ?? []);
  return bindings.map(({ HostIp }) => HostIp || "0.0.0.0");
}

export function isLoopback(address: string): boolean {
  return address.startsWith("127.") || address === "::1";
}
