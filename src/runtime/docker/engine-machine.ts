import { statfs } from "node:fs/promises";
import { dirname } from "node:path";
import type { ResolvedConfig } from "../../config/resolved.js";
import { remoteMachine } from "./engine/address.js";
import type { Engine } from "./engine/engine.js";
import { ourVolume } from "./volume.js";

/**
 * The folder in which the engine keeps the data (or, before there is any, all data), where that lies on a file system of
 * this machine; `undefined` for an engine on another machine or in a virtual one.
 */
export async function engineDataFolder(engine: Engine, config: ResolvedConfig): Promise<string | undefined> {
  if (remoteMachine(engine.address) !== undefined) return undefined;
  // Asking the engine about itself takes Podman most of a second.
  const volume = await ourVolume(engine.client, config);
  return nearestReadable(volume?.Mountpoint ?? (await rootFolder(engine)));
}

async function rootFolder({ client }: Engine): Promise<string> {
  return (await client.json<{ DockerRootDir: string }>({ path: "/info" })).DockerRootDir;
}

/** Ordinary users may not look into the engine's folder, but at one above it on the same file system. */
async function nearestReadable(path: string): Promise<string | undefined> {
  const problem = await statfs(path).then(
    () => undefined,
    (error: NodeJS.ErrnoException) => error.code,
  );
  if (problem === undefined) return path;
  return problem === "EACCES" && path !== dirname(path) ? nearestReadable(dirname(path)) : undefined;
}
