import { join } from "node:path";
import { listFolder, openIfAny } from "../../system/files.js";
import { processesWorkingIn } from "../../system/find-processes.js";
import { waitUntil } from "../../system/wait-until.js";
import type { ServiceName } from "../../services/service.js";
import type { NativeLayout } from "./layout.js";

/** Sizes of the log files that a server writes, by path. */
export type LogMark = ReadonlyMap<string, number>;

/** How far the logs of a service go now: taken before a start, it separates the lines of that start from older ones. */
export async function markLogs(layout: NativeLayout, service: ServiceName): Promise<LogMark> {
  const paths = await logFiles(layout, service);
  return new Map(await Promise.all(paths.map(async (path) => [path, await sizeOf(path)] as const)));
}

/** What a service that has ended wrote since then: the output of its start first, then what its log collector wrote. */
export async function linesSince(
  layout: NativeLayout,
  service: ServiceName,
  mark: LogMark | undefined,
): Promise<string[] | undefined> {
  if (mark === undefined) return undefined;
  await untilWritten(layout, service);
  const texts: string[] = [];
  for (const path of await logFiles(layout, service)) texts.push(await textFrom(path, mark.get(path) ?? 0));
  return texts.flatMap((text) => text.split(/\r?\n/)).filter((line) => line !== "");
}

const COLLECTOR_ENDS_MS = 2_000;

/** PostgreSQL's log collector outlives the server for a moment, and has its last words to write. */
async function untilWritten(layout: NativeLayout, service: ServiceName): Promise<void> {
  if (service !== "postgres") return;
  const isOver = async () => ((await processesWorkingIn(layout.dataDir)).length === 0 ? true : undefined);
  const signal = AbortSignal.timeout(2 * COLLECTOR_ENDS_MS);
  await waitUntil(isOver, { timeoutMs: COLLECTOR_ENDS_MS, intervalMs: 10, maxIntervalMs: 100, signal });
}

async function logFiles(layout: NativeLayout, service: ServiceName): Promise<string[]> {
  if (service === "redis") return [layout.redisLogFile];
  const names = await listFolder(layout.postgresLogDir);
  return [layout.postgresStartupLog, ...names.map((name) => join(layout.postgresLogDir, name))];
}

async function sizeOf(path: string): Promise<number> {
  const file = await openIfAny(path);
  if (file === undefined) return 0;
  try {
    return (await file.stat()).size;
  } finally {
    await file.close();
  }
}

const MOST_BYTES = 256 * 1024;

/** From this position on; all of a file that was emptied meanwhile. The end of it where that is much. */
async function textFrom(path: string, position: number): Promise<string> {
  const file = await openIfAny(path);
  if (file === undefined) return "";
  try {
    const { size } = await file.stat();
    const start = Math.max(size < position ? 0 : position, size - MOST_BYTES);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(size - start), 0, size - start, start);
    return buffer.toString("utf8", 0, bytesRead);
  } finally {
    await file.close();
  }
}
