import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { listeningAddresses, listensOnPort } from "./listening-addresses.js";
import { freePort } from "./ports.js";
import { viewProcess, type ProcessView } from "./process-identity.js";

const server = createServer();
const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { stdio: "ignore" });
let port: number;
beforeAll(async () => {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  port = (server.address() as AddressInfo).port;
});
afterAll(() => {
  server.close();
  child.kill("SIGKILL");
});

test("a process listens on the ports of its own sockets, and not on those of another process", async () => {
  const [self, other] = await Promise.all([view(process.pid), view(child.pid ?? 0)]);
  expect(await listensOnPort(self, port)).toBe(true);
  expect(await listensOnPort(other, port)).toBe(false);
  expect(await listensOnPort(self, await freePort())).toBeUndefined();
  expect(await listeningAddresses(self)).toContainEqual({ text: `127.0.0.1:${port}`, isLoopback: true });
  expect(await listeningAddresses(other)).toEqual([]);
});

test("a process that has ended listens on nothing, also where its user listens", async () => {
  const ended = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { stdio: "ignore" });
  const before = await view(ended.pid ?? 0);
  ended.kill("SIGKILL");
  await once(ended, "exit");
  expect(await listensOnPort(before, port)).toBe(false);
  expect(await listeningAddresses(before)).toEqual([]);
});

async function view(pid: number): Promise<ProcessView> {
  const found = await viewProcess(pid);
  if (found === undefined) throw new Error(`process ${pid} does not run`);
  return found;
}
