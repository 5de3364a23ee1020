import { readRegularFile } from "../system/regular-file.js";
import { homedir } from "node:os";
import { join } from "node:path";
import { ignoreUnreachable } from "../system/missing.js";

/** Folder in which the docker client keeps its settings, contexts and logins. */
export function configDir(env: NodeJS.ProcessEnv): string {
  return env["DOCKER_CONFIG"] || join(homeOf(env), ".docker");
}

export function homeOf(env: NodeJS.ProcessEnv): string {
  return env["HOME"] || homedir();
}

/** What we read of the docker client's `config.json`. */
export interface DockerConfig {
  currentContext?: string;
  auths?: Readonly<Record<string, StoredLogin>>;
  /** Name of the helper that keeps all logins, and those for single registries. */
  credsStore?: string;
  credHelpers?: Readonly<Record<string, string>>;
}

/** A login as the docker client writes it; `auth` is `user:password` in base64. */
interface StoredLogin {
  auth?: string;
  username?: string;
  password?: string;
  identitytoken?: string;
}

export async function readDockerConfig(folder: string): Promise<DockerConfig> {
  return (await readJson<DockerConfig>(join(folder, "config.json"))) ?? {};
}

/** @throws Error for a file that is there and holds no JSON */
export async function readJson<T>(path: string): Promise<T | undefined> {
  const text = await readIfThere(path);
  try {
    return text === undefined ? undefined : (JSON.parse(text) as T);
  } catch (cause) {
    throw new Error(`${path} is not valid JSON`, { cause });
  }
}

export async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return readRegularFile(path).toString();
  } catch (error) {
    return ignoreUnreachable(error);
  }
}
