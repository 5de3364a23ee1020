import { statfs } from "node:fs/promises";
import { remoteHost } from "./engine/address.js";
import type { Engine } from "./engine/engine.js";

/**
 * The folder in which the engine keeps its data, where that lies on a file system of this machine; `undefined` for an
 * engine on another machine or in a virtual one.
 */
export async function engineDataFolder(engine: Engine): Promise<string | undefined> {
  if (remoteHost(engine.address) !== undefined) return undefined;
  const { DockerRootDir } = await engine.client.json<{ DockerRootDir: string }>({ path: "/info" });
  const isHere = await statfs(DockerRootDir).then(
    () => true,
    () => false,
  );
  return isHere ? DockerRootDir : undefined;
}
