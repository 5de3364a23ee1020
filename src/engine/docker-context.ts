import { createHash } from "node:crypto";
import { join } from "node:path";
import type { TlsFiles } from "./address.js";
import { readDockerConfig, readIfThere, readJson } from "./docker-config.js";

/** The part of a docker context that says where its engine is. */
export interface DockerContext {
  host: string;
  tls?: TlsFiles;
}

/** Name of the context that the docker client would use; `undefined` for its built-in default. */
export async function currentContext(env: NodeJS.ProcessEnv, configDir: string): Promise<string | undefined> {
  const name = env["DOCKER_CONTEXT"] || (await readDockerConfig(configDir)).currentContext;
  return name === "" || name === "default" ? undefined : name;
}

/** @throws Error when there is no such context, or it names no engine */
export async function readContext(configDir: string, name: string): Promise<DockerContext> {
  // The docker client stores a context under the hash of its name.
  const id = createHash("sha256").update(name).digest("hex");
  const meta = await readJson<ContextMeta>(join(configDir, "contexts", "meta", id, "meta.json"));
  if (meta === undefined) throw new Error(`docker context ${name} does not exist in ${configDir}`);
  const endpoint = meta.Endpoints?.docker;
  if (!endpoint?.Host) throw new Error(`docker context ${name} has no engine`);
  const folder = join(configDir, "contexts", "tls", id, "docker");
  const secured =
    endpoint.Host.startsWith("tcp:") && (await readIfThere(join(folder, "ca.pem"))) !== undefined;
  return {
    host: endpoint.Host,
    ...((secured || endpoint.SkipTLSVerify) && { tls: { folder, verify: !endpoint.SkipTLSVerify } }),
  };
}

interface ContextMeta {
  Endpoints?: { docker?: { Host?: string; SkipTLSVerify?: boolean } };
}
