import { findProgram } from "../system/find-program.js";
import { configDir, readDockerConfig, type DockerConfig } from "./docker-config.js";
import { runProgram } from "../system/run-program.js";

/**
 * The header with which the engine pulls an image as the user of `docker login`; no header without a login. Engines keep no logins
 * themselves: the docker client sends them with each pull.
 *
 * @throws Error when a login is kept and cannot be read
 */
export async function registryLogin(
  image: string,
  { env, signal }: { env: NodeJS.ProcessEnv; signal: AbortSignal },
): Promise<Readonly<Record<string, string>>> {
  const registry = registryOf(image);
  const config = await readDockerConfig(configDir(env));
  const helper = config.credHelpers?.[registry] ?? config.credsStore;
  const login = helper ? await askHelper(helper, { registry, env, signal }) : storedLogin(config, registry);
  if (login === undefined) return {};
  const header = Buffer.from(JSON.stringify({ ...login, serveraddress: registry })).toString("base64");
  // The alphabet for addresses, with the padding that Node's own `base64url` leaves out.
  return { "X-Registry-Auth": header.replaceAll("+", "-").replaceAll("/", "_") };
}

type Login = { username: string; password: string } | { identitytoken: string };

const DOCKER_HUB = "https://index.docker.io/v1/";

/** As logins are filed: by host, and by an address of old for Docker Hub. */
function registryOf(image: string): string {
  const [first = "", ...rest] = image.split("/");
  const isHost = rest.length > 0 && (/[.:]/.test(first) || first === "localhost");
  return isHost && first !== "docker.io" ? first : DOCKER_HUB;
}

function storedLogin({ auths = {} }: DockerConfig, registry: string): Login | undefined {
  const stored = auths[registry] ?? Object.entries(auths).find(([key]) => hostOf(key) === registry)?.[1];
  if (stored?.identitytoken) return { identitytoken: stored.identitytoken };
  if (stored?.username && stored.password) return { username: stored.username, password: stored.password };
  if (!stored?.auth) return undefined;
  const [username = "", ...password] = Buffer.from(stored.auth, "base64").toString().split(":");
  return { username, password: password.join(":") };
}

/** Some logins are stored under a full address: `https://ghcr.io/v2/`. */
function hostOf(address: string): string {
  return address.replace(/^https?:\/\//, "").replace(/\/.*$/, "");
}

const HELPER_TIMEOUT_MS = 10_000;
/** The user name by which helpers say that the secret is a token. */
const TOKEN = "<token>";

async function askHelper(
  name: string,
  { registry, env, signal }: { registry: string; env: NodeJS.ProcessEnv; signal: AbortSignal },
): Promise<Login | undefined> {
  const program = `docker-credential-${name}`;
  const path = await findProgram([program], env["PATH"] ?? "");
  if (path === undefined) throw new Error(`${program}, which stores the login, is not on PATH`);
  const { exitCode, ending, stdout, stderr } = await runProgram({
    command: path,
    args: ["get"],
    env,
    input: registry,
    timeoutMs: HELPER_TIMEOUT_MS,
    signal,
  });
  if (exitCode === 0) return readAnswer(stdout);
  // What every helper says when it has nothing, which is no failure.
  if (/credentials not found/i.test(stdout + stderr)) return undefined;
  throw new Error(`${program} failed: ${(stderr || stdout).trim().split("\n")[0] || ending}`);
}

function readAnswer(answer: string): Login {
  const { Username: username = "", Secret: secret = "" } = JSON.parse(answer) as {
    Username?: string;
    Secret?: string;
  };
  return username === TOKEN ? { identitytoken: secret } : { username, password: secret };
}
