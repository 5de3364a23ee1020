import type { ResolvedConfig } from "../config/resolved.js";
import { messageOf } from "../errors/message.js";
import { openSocket } from "../system/ports.js";
import type { ProbeResult, ProbeTarget } from "./probe.js";
import type { InfraService } from "./service.js";

export const REDIS_DEFAULT_PORT = 6379;

/** Redis as a service, whatever runs it. */
export function describeRedis(config: ResolvedConfig): Omit<InfraService, "state"> {
  return {
    name: "redis",
    image: config.redis.image,
    healthcheck: {
      cmd: ["redis-cli", "ping"],
      interval: config.health.intervalMs,
      timeout: config.health.probeTimeoutMs,
      retries: config.health.retries,
    },
    defaultPort: REDIS_DEFAULT_PORT,
    envPortVar: `${config.variablePrefix}REDIS_PORT`,
    persistence: false,
  };
}

const PING = "*1\r\n$4\r\nPING\r\n";

/**
 * PING over a socket. One fixed request and one line of answer need no client library, whose loading would cost more than
 * everything else a no-op `up` does.
 */
export async function probeRedis(target: ProbeTarget): Promise<ProbeResult> {
  try {
    const answer = await ping(target);
    if (answer === "+PONG") return { ok: true, detail: "PONG" };
    return { ok: false, kind: "not-ready", reason: `answered ${JSON.stringify(answer)} to PING` };
  } catch (error) {
    target.signal.throwIfAborted();
    return { ok: false, kind: "unreachable", reason: messageOf(error) };
  }
}

async function ping(target: ProbeTarget): Promise<string> {
  const socket = await openSocket(target);
  try {
    return await new Promise<string>((resolve, reject) => {
      let received = "";
      socket.setTimeout(target.timeoutMs, () => reject(new Error(`no answer within ${target.timeoutMs} ms`)));
      socket.once("error", reject);
      socket.once("close", () => reject(new Error("the connection was closed without an answer")));
      socket.setEncoding("utf8").on("data", (chunk: string) => {
        received += chunk;
        const end = received.indexOf("\r\n");
        if (end >= 0) resolve(received.slice(0, end));
      });
      socket.write(PING);
    });
  } finally {
    socket.destroy();
  }
}
