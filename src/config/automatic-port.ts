import { createHash } from "node:crypto";

/** Below the ports that systems give to outgoing connections. */
const FIRST = 20_000;
const COUNT = 10_000;

/** Whose port it is. */
export interface PortOwner {
  projectDir: string;
  name: string;
  service: string;
}

/**
 * The port for `auto`. It follows from the checkout, the environment and the service, so that checkouts get different ones, and
 * the same one again after its record was lost.
 *
 * @param unusable ports that are known to be taken
 */
export function automaticPort(
  { projectDir, name, service }: PortOwner,
  unusable: ReadonlySet<number>,
): number {
  const hash = createHash("sha256")
    .update(JSON.stringify([projectDir, name, service]))
    .digest();
  const first = hash.readUInt32BE() % COUNT;
  for (let index = 0; index < COUNT; index++) {
    const port = FIRST + ((first + index) % COUNT);
    if (!unusable.has(port)) return port;
  }
  throw new Error("Each automatic port is unusable");
}
