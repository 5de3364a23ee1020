import { join } from "node:path";
import { expect, test } from "vitest";
import { resolveConfig } from "../../config/resolve.js";
import { LABELS } from "../../containers/labels.js";
import type { ContainerSummary, PublishedPort } from "./engine/api.js";
import type { EngineClient } from "./engine/client.js";
import { portHeldByContainer, portTaken } from "./port-holder.js";

const config = await resolveConfig({ projectDir: import.meta.dirname, env: {}, flags: {} });
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

test("the way to stop another checkout's container leads to its folder, while that is there", () => {
  const hintFor = (checkout: string) =>
    portTaken({
      config,
      service: "postgres",
      holder: {
        container: "other_db",
        image: "other:1",
        labels: { [LABELS.checkout]: checkout },
        createdAt: undefined,
      },
    }).hint;
  const folder = join(import.meta.dirname, "engine");
  expect(hintFor(folder)).toContain(`infra -C ${folder} down`);
  expect(hintFor("/no/such/folder")).toContain("docker stop other_db");
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
