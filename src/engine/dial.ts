import type { Agent, RequestOptions } from "node:http";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { EngineAddress, TlsFiles } from "./address.js";
import { ignoreMissing } from "../system/missing.js";

/** How requests to one engine are sent: the module that speaks and the options that lead there. */
export interface Dialer {
  request: typeof import("node:http").request;
  options: RequestOptions & { agent?: Agent };
}

/** Prepares the way to an engine. Connects only when a request is made. */
export async function dial(address: EngineAddress): Promise<Dialer> {
  switch (address.kind) {
    case "socket": {
      const { request } = await import("node:http");
      return { request, options: { socketPath: address.path } };
    }
    case "tcp": {
      const { host, port, tls } = address;
      if (tls === undefined) {
        const { request } = await import("node:http");
        return { request, options: { host, port } };
      }
      const { request } = await import("node:https");
      return { request, options: { host, port, ...(await readTls(tls)) } };
    }
    case "ssh": {
      const { request } = await import("node:http");
      const { sshAgent } = await import("./ssh-agent.js");
      return { request, options: { host: "docker", agent: sshAgent(address) } };
    }
  }
}

async function readTls({ folder, verify }: TlsFiles): Promise<object> {
  if (folder === undefined) return { rejectUnauthorized: verify };
  const read = async (name: string) =>
    // Each may be left out: then the system's authorities count, or the client does not identify itself.
    readFile(join(folder, name)).catch(ignoreMissing);
  const [ca, cert, key] = await Promise.all(["ca.pem", "cert.pem", "key.pem"].map(read));
  return {
    rejectUnauthorized: verify,
    ...(ca && { ca }),
    ...(cert && { cert }),
    ...(key && { key }),
  };
}
