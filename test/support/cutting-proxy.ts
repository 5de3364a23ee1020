import { once } from "node:events";
import { createServer, connect, type Socket } from "node:net";

/** A proxy in front of a server that loses one connection at the worst moment. */
export interface CuttingProxy {
  port: number;
  /** How many connections it has cut. */
  readonly cuts: number;
  close(): Promise<void>;
}

/**
 * Hands everything on, until a client sends `mark` together with a commit: that message still reaches the server, but the
 * answer never reaches the client. Happens once.
 */
export async function startCuttingProxy(serverPort: number, mark: string): Promise<CuttingProxy> {
  let cuts = 0;
  const sockets = new Set<Socket>();
  const proxy = createServer((client) => {
    const upstream = connect(serverPort, "127.0.0.1");
    let isCut = false;
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on("error", () => undefined); // a cut connection may report it
      socket.on("close", () => sockets.delete(socket));
    }
    client.on("data", (chunk) => {
      const text = chunk.toString("latin1");
      if (cuts === 0 && text.includes(mark) && text.includes("commit")) {
        isCut = true;
        cuts += 1;
      }
      upstream.write(chunk);
    });
    upstream.on("data", (chunk) => (isCut ? client.destroy() : client.write(chunk)));
    client.on("close", () => upstream.end());
    upstream.on("close", () => client.destroy());
  }).listen(0, "127.0.0.1");
  await once(proxy, "listening");
  const address = proxy.address();
  if (address === null || typeof address === "string") throw new Error("a TCP server has a port");
  return {
    port: address.port,
    get cuts() {
      return cuts;
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      proxy.close();
      await once(proxy, "close");
    },
  };
}
