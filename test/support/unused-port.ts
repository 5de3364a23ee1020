import { isPortTaken } from "../../src/system/ports.js";

/** Below the ports that systems give to outgoing connections: one of those would take a free port away at any moment. */
const [LOWEST, HIGHEST] = [20_000, 32_000];
const handedOut = new Set<number>();

/** A port nobody listens on, another one at each call. */
export async function unusedPort(): Promise<number> {
  for (;;) {
    const port = LOWEST + Math.floor(Math.random() * (HIGHEST - LOWEST));
    if (handedOut.has(port) || (await isPortTaken(port))) continue;
    handedOut.add(port);
    return port;
  }
}
