import { once } from "node:events";
import { createServer, type Server } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { unusedPort } from "../../test/support/unused-port.js";
import { freePort, isPortTaken, openSocket, portHolder } from "./ports.js";

async function listen(host: string, port: number): Promise<Server> {
  const server = createServer().listen({ host, port, ipv6Only: host.includes(":") });
  await once(server, "listening");
  onTestFinished(() => void server.close());
  return server;
}

test.each(["127.0.0.1", "0.0.0.0"])(
  "a port that somebody listens on (%s) is taken, by whom can be told",
  async (host) => {
    const port = await unusedPort();
    expect(await isPortTaken(port)).toBe(false);
    expect(await portHolder(port)).toBeUndefined();
    const server = await listen(host, port);
    expect(await isPortTaken(port)).toBe(true);
    expect(await portHolder(port)).toMatchObject({ pid: process.pid, executable: process.execPath });
    server.close();
    await once(server, "close");
    expect(await isPortTaken(port)).toBe(false);
  },
);

test("a free port is one that can be listened on", async () => {
  const port = await freePort();
  await listen("127.0.0.1", port);
  expect(await isPortTaken(port)).toBe(true);
});

test("a connection is opened, or fails for the reason there is", async () => {
  const port = await unusedPort();
  const refused = openSocket({ host: "127.0.0.1", port, timeoutMs: 5_000 });
  await expect(refused).rejects.toMatchObject({ code: "ECONNREFUSED" });

  const server = await listen("127.0.0.1", port);
  const accepted = once(server, "connection");
  const socket = await openSocket({ host: "127.0.0.1", port, timeoutMs: 5_000 });
  await accepted;
  expect(socket.remotePort).toBe(port);
  socket.destroy();

  const reason = new Error("Ctrl-C");
  const aborted = openSocket({
    host: "127.0.0.1",
    port,
    timeoutMs: 5_000,
    signal: AbortSignal.abort(reason),
  });
  await expect(aborted).rejects.toBe(reason);
});
