import { once } from "node:events";
import type { Socket } from "node:net";
import { openSocket } from "../system/ports.js";
import type { ProbeTarget } from "./probe.js";

/** The SSLRequest message: 8 bytes long, code 80877103. */
const SSL_REQUEST = Buffer.from([0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f]);

/**
 * Sends a request that every PostgreSQL answers with one byte, before any login. While a server starts, this request is
 * sent many times a second, often to a proxy without a server: a login by the client library would take processor time
 * that the server needs.
 *
 * @throws Error saying why there was no answer
 */
export async function requireServerSpeaks(target: ProbeTarget): Promise<void> {
  const socket = await openSocket(target);
  try {
    await askOnce(socket, target.timeoutMs);
  } finally {
    socket.destroy();
  }
}

async function askOnce(socket: Socket, timeoutMs: number): Promise<void> {
  socket.setTimeout(timeoutMs, () => socket.destroy(new Error(`no answer within ${timeoutMs} ms`)));
  const closed = once(socket, "close").then(() => {
    throw new Error("the connection was closed without an answer");
  });
  socket.write(SSL_REQUEST);
  await Promise.race([once(socket, "data"), closed]);
}
