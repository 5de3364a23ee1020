import { setTimeout as delay } from "node:timers/promises";
import type { LogOptions } from "../runtime.js";
import { readStats, move } from "../../system/files.js";
import { OpenLog } from "./open-log.js";
import { ignoreMissing } from "../../system/missing.js";

const FOLLOW_INTERVAL_MS = 200;
const ROTATE_ABOVE_BYTES = 10 * 1024 * 1024;
const ROTATED_KEPT = 3;

/** The last `count` lines of a file; none when it does not exist. */
export async function lastLines(path: string, count: number): Promise<string[]> {
  const log = await OpenLog.at(path);
  if (log === undefined) return [];
  try {
    return await log.tail(count);
  } finally {
    await log.close();
  }
}

/**
 * Lines of a log that may be replaced by a newer file while it is read. While following, a line is returned once it is
 * complete; an incomplete one is returned at the end.
 *
 * @param current names the file that is written now; asked again and again while following
 */
export async function* readLog(
  current: () => Promise<string | undefined>,
  { tail, follow, signal }: LogOptions,
): AsyncGenerator<string> {
  let log = await OpenLog.at(await current());
  try {
    if (!follow) {
      if (log !== undefined) yield* await log.tail(tail);
      return;
    }
    if (log !== undefined) yield* await log.completeTail(tail);
    while (!signal.aborted) {
      if (log !== undefined) yield* untilAborted(log.newLines(), signal);
      const next = await OpenLog.at(await current());
      if (next === undefined || next.isSameFile(log)) {
        await next?.close();
        await delay(FOLLOW_INTERVAL_MS, undefined, { signal }).catch((error: Error) => {
          if (!signal.aborted) throw error;
        });
        continue;
      }
      const replaced = log;
      log = next;
      if (replaced !== undefined) yield* await endOf(replaced);
    }
    if (log !== undefined) yield* log.unfinishedLine();
  } finally {
    await log?.close();
  }
}

/** A server may write faster than a terminal shows: after an abort, the rest is not returned. */
async function* untilAborted(lines: AsyncIterable<string>, signal: AbortSignal): AsyncGenerator<string> {
  for await (const line of lines) {
    if (signal.aborted) return;
    yield line;
  }
}

/** What a file got between the last look at it and the first at its successor. */
async function endOf(log: OpenLog): Promise<string[]> {
  try {
    const lines: string[] = [];
    for await (const line of log.newLines()) lines.push(line);
    return [...lines, ...log.unfinishedLine()];
  } finally {
    await log.close();
  }
}

/** Renames a log that has grown large; for servers that reopen their log at each line or start. */
export async function rotateLog(path: string): Promise<void> {
  if (((await readStats(path))?.size ?? 0) < ROTATE_ABOVE_BYTES) return;
  for (let index = ROTATED_KEPT - 1; index >= 1; index--) {
    await move(`${path}.${index}`, `${path}.${index + 1}`).catch(ignoreMissing);
  }
  await move(path, `${path}.1`);
}
