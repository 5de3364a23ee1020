import { join } from "node:path";
import { parseEngineHost, type EngineAddress, type TlsFiles } from "./address.js";
import { configDir, homeOf } from "./docker-config.js";
import { currentContext, readContext } from "./docker-context.js";

/** A place where an engine may listen, and why it is looked for there. */
export interface Candidate {
  origin: string;
  address: EngineAddress;
}

/** One way to learn of engines; `undefined` when it does not apply. Throws when it applies and leads nowhere. */
export interface CandidateSource {
  origin: string;
  candidates(env: NodeJS.ProcessEnv): Promise<readonly Candidate[] | undefined>;
}

/**
 * In the docker client's own order. The first that applies decides: a user who names an engine does not want the data to
 * end up on another one because the named one is stopped.
 */
export const CANDIDATE_SOURCES: readonly CandidateSource[] = [
  { origin: "DOCKER_HOST", candidates: fromDockerHost },
  { origin: "docker context", candidates: fromDockerContext },
  { origin: "well-known sockets", candidates: async (env) => wellKnownSockets(env) },
];

async function fromDockerHost(env: NodeJS.ProcessEnv): Promise<readonly Candidate[] | undefined> {
  const host = env["DOCKER_HOST"];
  if (!host) return undefined;
  return [{ origin: "DOCKER_HOST", address: parseEngineHost(host, tlsFromEnv(env)) }];
}

async function fromDockerContext(env: NodeJS.ProcessEnv): Promise<readonly Candidate[] | undefined> {
  const name = await currentContext(env, configDir(env));
  if (name === undefined) return undefined;
  const { host, tls } = await readContext(configDir(env), name);
  return [{ origin: `docker context ${name}`, address: parseEngineHost(host, tls) }];
}

/** Every place where the usual engines listen for an ordinary user. */
function wellKnownSockets(env: NodeJS.ProcessEnv): readonly Candidate[] {
  if (process.platform === "win32") {
    return [
      socket("Docker Engine", "\\\\.\\pipe\\docker_engine"),
      socket("Docker Desktop", "\\\\.\\pipe\\dockerDesktopLinuxEngine"),
      socket("Podman", "\\\\.\\pipe\\podman-machine-default"),
    ];
  }
  const home = homeOf(env);
  const runtimeDir = env["XDG_RUNTIME_DIR"] || `/run/user/${process.getuid?.() ?? 0}`;
  return [
    socket("Docker Engine", "/var/run/docker.sock"),
    socket("rootless Docker", join(runtimeDir, "docker.sock")),
    socket("Docker Desktop", join(home, ".docker/run/docker.sock")),
    socket("Docker Desktop on Linux", join(home, ".docker/desktop/docker.sock")),
    socket("Colima", join(home, ".colima/default/docker.sock")),
    socket("Rancher Desktop", join(home, ".rd/docker.sock")),
    socket("OrbStack", join(home, ".orbstack/run/docker.sock")),
    socket("rootless Podman", join(runtimeDir, "podman/podman.sock")),
    socket("Podman", "/run/podman/podman.sock"),
  ];
}

function socket(whose: string, path: string): Candidate {
  return { origin: `socket of ${whose}`, address: { kind: "socket", path } };
}

function tlsFromEnv(env: NodeJS.ProcessEnv): TlsFiles | undefined {
  const verify = Boolean(env["DOCKER_TLS_VERIFY"]);
  if (!verify && !env["DOCKER_TLS"]) return undefined;
  return { folder: env["DOCKER_CERT_PATH"] || configDir(env), verify };
}
