import { createServer, connect, type Socket } from "node:net";
import { readFile, readdir, readlink } from "node:fs/promises";
import { askPortHolder } from "./process-tools.js";
import { viewProcess, type ProcessView } from "./process-identity.js";

/** Loopback addresses of `localhost`; a foreign program on one of them could be reached instead of the service. */
const LOOPBACK = ["127.0.0.1", "::1"] as const;

/** Whether anything listens on this port of the loopback interface (or of all interfaces). */
export async function isPortTaken(port: number): Promise<boolean> {
  const taken = await Promise.all(LOOPBACK.map(async (host) => (await canBind(host, port)) === "taken"));
  return taken.includes(true);
}

/** The process that listens on a loopback or wildcard port, where the system lets us see it. */
export async function portHolder(port: number): Promise<ProcessView | undefined> {
  const pid = process.platform === "linux" ? await linuxPortHolder(port) : await askPortHolder(port);
  return pid === undefined ? undefined : viewProcess(pid);
}

/** A port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new Error("no port was assigned");
  return address.port;
}

/** Opens a TCP connection; the socket is the caller's to end. */
export async function openSocket(options: {
  host: string;
  port: number;
  timeoutMs: number;
  signal?: AbortSignal;
}): Promise<Socket> {
  const socket = connect({ host: options.host, port: options.port });
  const deadline = AbortSignal.timeout(options.timeoutMs);
  const signal = options.signal ? AbortSignal.any([deadline, options.signal]) : deadline;
  try {
    await new Promise<void>((resolve, reject) => {
      const onAbort = () =>
        reject(
          deadline.aborted
            ? new Error(`no connection to ${options.host}:${options.port} within ${options.timeoutMs} ms`)
            : (signal.reason as Error),
        );
      if (signal.aborted) return onAbort();
      signal.addEventListener("abort", onAbort, { once: true });
      socket.once("connect", resolve).once("error", reject);
    });
    return socket;
  } catch (error) {
    socket.on("error", () => {
      // Already reported by the rejection above; a late second event must not crash the process.
    });
    socket.destroy();
    throw error;
  }
}

async function canBind(host: string, port: number): Promise<"free" | "taken" | "no-such-address"> {
  const server = createServer();
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "EADDRINUSE") resolve("taken");
      // No IPv6 here, or a port this user may not bind: `localhost` cannot lead to a stranger that way.
      else if (["EADDRNOTAVAIL", "EAFNOSUPPORT", "EACCES"].includes(error.code ?? ""))
        resolve("no-such-address");
      else reject(error);
    });
    server.listen({ host, port, exclusive: true, ipv6Only: host.includes(":") }, () =>
      server.close(() => resolve("free")),
    );
  });
}

const LISTEN_STATE = "0A";

async function linuxPortHolder(port: number): Promise<number | undefined> {
  const hexPort = port.toString(16).toUpperCase().padStart(4, "0");
  const tables = await Promise.all(
    ["/proc/net/tcp", "/proc/net/tcp6"].map((path) => readFile(path, "utf8").catch(() => "")),
  );
  const sockets = new Set(
    tables
      .flatMap((table) => table.split("\n").slice(1))
      .map((line) => line.trim().split(/\s+/))
      .filter((fields) => fields[1]?.endsWith(`:${hexPort}`) && fields[3] === LISTEN_STATE)
      .map((fields) => `socket:[${fields[9]}]`),
  );
  if (sockets.size === 0) return undefined;
  const holders: number[] = [];
  for (const name of await readdir("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    // Other users' processes and those that ended meanwhile do not let us look; they are passed over.
    const descriptors = await readdir(`/proc/${name}/fd`).catch(() => []);
    for (const descriptor of descriptors) {
      const target = await readlink(`/proc/${name}/fd/${descriptor}`).catch(() => "");
      if (sockets.has(target)) holders.push(Number(name));
    }
  }
  // A forking server's children hold the same socket; the parent came first.
  return holders.length > 0 ? Math.min(...holders) : undefined;
}
