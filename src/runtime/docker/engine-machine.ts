import { statfs } from "node:fs/promises";
import { release } from "node:os";
import { dirname } from "node:path";
import type { ResolvedConfig } from "../../config/resolved.js";
import type { Machine } from "../runtime.js";
import { remoteMachine } from "../../engine/address.js";
import type { EngineInfo } from "../../engine/api.js";
import type { Engine } from "../../engine/engine.js";
import { ourVolume } from "./volume.js";

const MB = 1024 * 1024;

/**
 * The machine whose memory and disk the services take: this one, another one, or a virtual one on this (Docker Desktop,
 * Colima, and so on). For the last two, an engine reports the total, not what is free.
 */
export async function engineMachine(engine: Engine, config: ResolvedConfig): Promise<Machine> {
  const remote = remoteMachine(engine.address);
  // Podman needs almost a second to describe itself. A volume that is visible here proves the same.
  const volume = remote === undefined ? await ourVolume(engine.client, config) : undefined;
  if (volume && (await look(volume.Mountpoint)) === "seen")
    return { kind: "this", dataPath: volume.Mountpoint };
  const info = await engine.client.json<EngineInfo>({ path: "/info" });
  if (remote !== undefined || !sharesKernel(info)) {
    return { kind: "other", cpuCount: info.NCPU, totalMemMB: Math.floor(info.MemTotal / MB) };
  }
  const dataPath = await nearestReadable(volume?.Mountpoint ?? info.DockerRootDir);
  return { kind: "this", ...(dataPath !== undefined && { dataPath }) };
}

/** As an engine in a container or in another distribution of WSL does too; the folders of those are not to be seen here. */
function sharesKernel({ KernelVersion }: EngineInfo): boolean {
  return process.platform === "linux" && KernelVersion === release();
}

/** Ordinary users may not look into the engine's folder, but at one above it on the same file system. */
async function nearestReadable(path: string): Promise<string | undefined> {
  switch (await look(path)) {
    case "seen":
      return path;
    case "forbidden":
      return path === dirname(path) ? undefined : nearestReadable(dirname(path));
    case "not here":
      return undefined;
  }
}

async function look(path: string): Promise<"seen" | "forbidden" | "not here"> {
  return statfs(path).then(
    () => "seen",
    ({ code }: NodeJS.ErrnoException) => (code === "EACCES" ? "forbidden" : "not here"),
  );
}
