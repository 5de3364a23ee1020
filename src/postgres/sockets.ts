import { once } from "node:events";
import { connect, type Socket } from "node:net";
import type { DatabaseAddress } from "./login.js";

/** Makes the connections of one pool, and ends them at any moment. */
export interface Sockets {
  open(): Promise<Socket>;
  /** Ends those there are, also one that is being made, and makes no more. */
  destroy(): void;
}

/**
 * The library loses track of a connection that is still being opened when the client is closed. The connection would stay
 * open, and keep the process from ending.
 */
export function socketsTo({ host, port }: Pick<DatabaseAddress, "host" | "port">): Sockets {
  const sockets = new Set<Socket>();
  let isOver = false;
  return {
    async open() {
      if (isOver) throw new Error("ended");
      const socket = host.startsWith("/") ? connect(`${host}/.s.PGSQL.${port}`) : connect(port, host);
      sockets.add(socket);
      socket.once("close", () => sockets.delete(socket));
      await once(socket, "connect");
      // The name that a certificate has to have.
      return Object.assign(socket, { host });
    },
    destroy() {
      isOver = true;
      for (const socket of sockets) socket.destroy(); // without an error: there may be no listener any more
    },
  };
}
