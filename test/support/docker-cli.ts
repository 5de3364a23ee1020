import { execFile } from "node:child_process";
import { promisify } from "node:util";

const TIMEOUT_MS = 60_000;

/** Runs the docker client, which finds its engine as users do, and returns what it printed. */
export async function docker(...args: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)("docker", args, {
    timeout: TIMEOUT_MS,
    env: { ...process.env, DOCKER_BUILDKIT: "0" },
  });
  return stdout.trim();
}

/** The same for commands that print one thing a line. */
export async function dockerLines(...args: string[]): Promise<string[]> {
  return (await docker(...args)).split("\n").filter((line) => line !== "");
}

/** Runs a shell script in a volume, without a server on it. */
export async function inVolume(volume: string, script: string): Promise<string> {
  const mount = ["--volume", `${volume}:/kept`, "--workdir", "/kept"];
  const shell = ["--entrypoint", "sh", "redis:8.2-alpine", "-c", script];
  return docker("run", "--rm", "--network", "none", "--tmpfs", "/data", ...mount, ...shell);
}

/** `docker inspect` of a container, by the paths of the engine's API. */
export async function inspect<T>(
  kind: "container" | "volume" | "network" | "image",
  name: string,
): Promise<T> {
  const [found] = JSON.parse(await docker(kind, "inspect", name)) as T[];
  if (found === undefined) throw new Error(`no ${kind} ${name}`);
  return found;
}

/** Where the engine listens, as `DOCKER_HOST` takes it. */
export async function engineHost(): Promise<string> {
  return docker("context", "inspect", "--format", "{{.Endpoints.docker.Host}}");
}

export async function engineAnswers(): Promise<boolean> {
  return docker("version", "--format", "{{.Server.Version}}").then(
    (version) => version !== "",
    () => false, // no client, or no engine behind it
  );
}
