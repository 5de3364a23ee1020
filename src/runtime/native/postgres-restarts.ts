import type { ServiceEvent } from "../../services/service-state.js";
import { lastLines } from "./log-files.js";
import type { NativeServer } from "./server-process.js";

const LINES_LOOKED_AT = 2000;

/**
 * When one of PostgreSQL's processes is killed, the server throws all sessions out and starts itself over under the same
 * pid: an unrequested restart that only its log shows. The log's times are UTC by our settings.
 */
export async function readServerRestarts(server: NativeServer, since: Date): Promise<ServiceEvent[]> {
  const path = await server.currentLog();
  if (path === undefined) return [];
  return (await lastLines(path, LINES_LOOKED_AT))
    .map(
      (line) =>
        /^(\S+ \S+) UTC \[\d+\] LOG: {2}all server processes terminated; reinitializing/.exec(line)?.[1],
    )
    .filter((time) => time !== undefined)
    .map((time) => new Date(`${time.replace(" ", "T")}Z`))
    .filter((at) => at >= since)
    .map((at) => ({ type: "restarted", at, detail: "one of its processes was killed" }));
}
