import { expect, test } from "vitest";
import type { ContainerSummary, PublishedPort } from "./api.js";
import type { EngineClient } from "./client.js";
import { portHeldByContainer } from "./published-ports.js";

const PORT = 5438;

test.each<[string, Omit<PublishedPort, "PrivatePort">]>([
  ["the loopback address", { IP: "127.0.0.1", PublicPort: PORT, Type: "tcp" }],
  ["every address", { IP: "0.0.0.0", PublicPort: PORT, Type: "tcp" }],
  ["every IPv6 address", { IP: "::", PublicPort: PORT, Type: "tcp" }],
  ["an address that the engine does not tell", { PublicPort: PORT, Type: "tcp" }],
])("a container that has the port on %s is in the way", async (_, published) => {
  const holder = await portHeldByContainer(engineWith(published), { port: PORT });
  expect(holder).toEqual({ container: "other_db", image: "other:1", labels: {}, createdAt: undefined });
});

test.each<[string, Omit<PublishedPort, "PrivatePort">]>([
  ["on another address of the machine", { IP: "192.168.7.3", PublicPort: PORT, Type: "tcp" }],
  ["for UDP", { IP: "0.0.0.0", PublicPort: PORT, Type: "udp" }],
  ["inside only", { Type: "tcp" }],
])("one that has it %s is not", async (_, published) => {
  expect(await portHeldByContainer(engineWith(published), { port: PORT })).toBeUndefined();
});

function engineWith(published: Omit<PublishedPort, "PrivatePort">): EngineClient {
  const running: ContainerSummary = {
    Id: "0123456789abcdef",
    Names: ["/other_db"],
    Image: "other:1",
    State: "running",
    Labels: null,
    Ports: [{ PrivatePort: 5432, ...published }],
  };
  return { json: async () => [running] } as unknown as EngineClient;
}
