/** Certificates as the docker client keeps them: `ca.pem`, `cert.pem` and `key.pem` in one folder. */
export interface TlsFiles {
  /** Absent: the system's authorities count, and the client does not identify itself. */
  folder?: string;
  /** `false`: every answer is trusted. */
  verify: boolean;
}

/** A machine other than this one, and what `ssh` needs to reach it. */
export interface RemoteMachine {
  host: string;
  sshArguments: readonly string[];
}

/** Where an engine listens. */
export type EngineAddress =
  /** A unix socket, or a named pipe of Windows. */
  | { kind: "socket"; path: string }
  | { kind: "tcp"; host: string; port: number; tls?: TlsFiles }
  /** Reached by running `docker system dial-stdio` there; `socketPath` is the engine's socket on that machine. */
  | { kind: "ssh"; destination: string; port?: number; socketPath?: string };

const PLAIN_PORT = 2375;
const TLS_PORT = 2376;

/**
 * Reads an address as `DOCKER_HOST` and docker contexts spell it.
 *
 * @throws Error when the spelling is unknown
 */
export function parseEngineHost(text: string, tls?: TlsFiles): EngineAddress {
  const [, scheme = "", rest = ""] = /^([a-z]+):\/\/(.*)$/s.exec(text) ?? [];
  switch (scheme) {
    case "unix":
      if (!rest.startsWith("/")) break;
      return { kind: "socket", path: rest };
    case "npipe":
      return { kind: "socket", path: rest.replaceAll("/", "\\") };
    case "tcp":
    case "http":
    case "https":
      return tcpAddress(rest, scheme === "https" ? (tls ?? { verify: true }) : tls);
    case "ssh":
      return sshAddress(rest);
  }
  throw new Error(`${text} is not an engine address (unix:///path, tcp://host:port, ssh://user@host)`);
}

/** The address as the docker client takes it in `DOCKER_HOST`. */
export function engineHostText(address: EngineAddress): string {
  switch (address.kind) {
    case "socket":
      return address.path.startsWith("/")
        ? `unix://${address.path}`
        : `npipe://${address.path.replaceAll("\\", "/")}`;
    case "tcp":
      return `tcp://${address.host.includes(":") ? `[${address.host}]` : address.host}:${address.port}`;
    case "ssh":
      return `ssh://${address.destination}${address.port === undefined ? "" : `:${address.port}`}${address.socketPath ?? ""}`;
  }
}

/** The other machine on which the engine runs; `undefined` when its published ports appear on this one. */
export function remoteMachine(address: EngineAddress): RemoteMachine | undefined {
  if (address.kind === "socket") return undefined;
  const host = address.kind === "tcp" ? address.host : address.destination.replace(/^.*@/, "");
  if (isThisMachine(host)) return undefined;
  if (address.kind === "tcp") return { host, sshArguments: [host] };
  const port = address.port === undefined ? [] : ["-p", String(address.port)];
  return { host, sshArguments: [...port, address.destination] };
}

/** As an address to dial: the unspecified ones lead to this machine too. */
function isThisMachine(host: string): boolean {
  return ["localhost", "0.0.0.0", "::"].includes(host) || isLoopback(host);
}

export function isLoopback(address: string): boolean {
  return address.startsWith("127.") || address === "::1";
}

function tcpAddress(rest: string, tls: TlsFiles | undefined): EngineAddress {
  const url = new URL(`tcp://${rest}`);
  const port = url.port === "" ? (tls ? TLS_PORT : PLAIN_PORT) : Number(url.port);
  return {
    kind: "tcp",
    host: url.hostname.replaceAll(/^\[|\]$/g, "") || "127.0.0.1",
    port,
    ...(tls && { tls }),
  };
}

function sshAddress(rest: string): EngineAddress {
  const url = new URL(`ssh://${rest}`);
  const user = url.username === "" ? "" : `${decodeURIComponent(url.username)}@`;
  return {
    kind: "ssh",
    destination: `${user}${url.hostname}`,
    ...(url.port !== "" && { port: Number(url.port) }),
    ...(url.pathname.length > 1 && { socketPath: url.pathname }),
  };
}
