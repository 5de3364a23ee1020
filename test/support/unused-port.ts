import { createSocket } from "node:dgram";
import { isPortTaken } from "../../src/system/ports.js";

/** Below the ports that systems give to outgoing connections: one of those would take a free port away at any moment. */
const [LOWEST, HIGHEST] = [20_000, 32_000];

/** A port nobody listens on; another one at each call, also from other processes while this one lives. */
export async function unusedPort(): Promise<number> {
  for (;;) {
    const port = LOWEST + Math.floor(Math.random() * (HIGHEST - LOWEST));
    if ((await claim(port)) && !(await isPortTaken(port))) return port;
  }
}

/**
 * By the UDP port of the same number, which our servers do not need: nobody else gets it, and the system gives it back
 * when this process ends, however it ends.
 */
async function claim(port: number): Promise<boolean> {
  const socket = createSocket("udp4").unref();
  return new Promise((resolve, reject) => {
    socket.once("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "EADDRINUSE") resolve(false);
      else reject(error);
    });
    socket.bind({ address: "127.0.0.1", port, exclusive: true }, () => resolve(true));
  });
}
