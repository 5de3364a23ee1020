import { canonicalVariable } from "../config/variables.js";
import type { Socket } from "node:net";
import type { ResolvedConfig } from "../config/resolved.js";
import { messageOf } from "../errors/message.js";
import { openSocket } from "../system/ports.js";
import { connectionFailureKind, type ProbeResult, type ProbeTarget } from "./probe.js";
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
    envPortVar: canonicalVariable("redis.port", config.name),
    persistence: false,
  };
}

const PING = "*1\r\n$4\r\nPING\r\n";

/**
 * PING over a socket. One fixed request and one line of answer need no client library, whose loading would cost more than
 * everything else a no-op `up` does.
 */
export async function probeRedis(target: ProbeTarget): Promise<ProbeResult> {
  let socket: Socket;
  try {
    socket = await openSocket(target);
  } catch (error) {
    target.signal.throwIfAborted();
    return { ok: false, kind: connectionFailureKind(error), reason: messageOf(error) };
  }
  try {
    const answer = await ping(socket, target.timeoutMs);
    if (answer === "+PONG") return { ok: true, detail: "PONG" };
    const kind = answer.startsWith("-LOADING ") ? "starting" : "refused";
    return { ok: false, kind, reason: `answered ${JSON.stringify(answer)} to PING` };
  } catch (error) {
    target.signal.throwIfAborted();
    const kind = error instanceof NoAnswer ? "silent" : connectionFailureKind(error);
    return { ok: false, kind, reason: messageOf(error) };
  } finally {
    socket.destroy();
  }
}

class NoAnswer extends Error {}

async function ping(socket: Socket, timeoutMs: number): Promise<string> {
  return new Promise<string>((resolve, reject) => {
    let received = "";
    socket.setTimeout(timeoutMs, () => reject(new NoAnswer(`no answer within ${timeoutMs} ms`)));
    socket.once("error", reject);
    socket.once("close", () => reject(new Error("the connection was closed without an answer")));
    socket.setEncoding("utf8").on("data", (chunk: string) => {
      received += chunk;
      const end = received.indexOf("\r\n");
      if (end >= 0) resolve(received.slice(0, end));
    });
    socket.write(PING);
  });
}
