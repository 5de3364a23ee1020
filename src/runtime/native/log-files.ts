import { open, readdir, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { LogOptions } from "../runtime.js";

const READ_BLOCK_BYTES = 64 * 1024;
const FOLLOW_INTERVAL_MS = 200;
const ROTATE_ABOVE_BYTES = 10 * 1024 * 1024;
const ROTATED_KEPT = 3;

/** The last `count` lines of a file; none when it does not exist. */
export async function lastLines(path: string, count: number): Promise<string[]> {
  const file = await openIfThere(path);
  if (file === undefined || count <= 0) {
    await file?.close();
    return [];
  }
  try {
    let position = (await file.stat()).size;
    let text = Buffer.alloc(0);
    // One line break more than lines are wanted: the last line ends with one.
    while (position > 0 && countLineBreaks(text) <= count) {
      const length = Math.min(READ_BLOCK_BYTES, position);
      position -= length;
      const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, position);
      text = Buffer.concat([buffer.subarray(0, bytesRead), text]);
    }
    return splitLines(text.toString("utf8")).slice(-count);
  } finally {
    await file.close();
  }
}

/**
 * Lines of a log that may be replaced by a newer file while it is read.
 *
 * @param current names the file that is written now; asked again and again while following
 */
export async function* readLog(
  current: () => Promise<string | undefined>,
  options: LogOptions,
): AsyncGenerator<string> {
  let path = await current();
  if (path !== undefined) yield* await lastLines(path, options.tail);
  if (!options.follow) return;
  let position = path === undefined ? 0 : await sizeOf(path);
  let rest = "";
  while (!options.signal.aborted) {
    const now = await current();
    if (now !== path) [path, position, rest] = [now, 0, ""];
    if (path !== undefined) {
      // A smaller file than before is a new one under the old name.
      if ((await sizeOf(path)) < position) [position, rest] = [0, ""];
      const chunk = await readFrom(path, position);
      position += chunk.byteLength;
      const lines = (rest + chunk.toString("utf8")).split("\n");
      rest = lines.pop() ?? "";
      yield* lines.map((line) => line.replace(/\r$/, ""));
    }
    await delay(FOLLOW_INTERVAL_MS, undefined, { signal: options.signal }).catch((error: Error) => {
      if (!options.signal.aborted) throw error;
    });
  }
}

/** Moves a log that has grown large out of the way; for servers that open their log anew at each line or start. */
export async function rotateLog(path: string): Promise<void> {
  if ((await sizeOf(path)) < ROTATE_ABOVE_BYTES) return;
  for (let index = ROTATED_KEPT - 1; index >= 1; index--) {
    await rename(`${path}.${index}`, `${path}.${index + 1}`).catch(ignoreMissing);
  }
  await rename(path, `${path}.1`);
}

/** Removes the oldest files of a folder of logs, by name, so that `keep` remain. */
export async function pruneLogs(folder: string, keep: number): Promise<void> {
  const names = await readdir(folder).catch(() => [] as string[]);
  for (const name of names.toSorted().slice(0, -keep)) await rm(join(folder, name), { force: true });
}

async function readFrom(path: string, position: number): Promise<Buffer> {
  const file = await openIfThere(path);
  if (file === undefined) return Buffer.alloc(0);
  try {
    const { buffer, bytesRead } = await file.read(
      Buffer.alloc(READ_BLOCK_BYTES),
      0,
      READ_BLOCK_BYTES,
      position,
    );
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

async function openIfThere(path: string) {
  return open(path, "r").catch(ignoreMissing);
}

async function sizeOf(path: string): Promise<number> {
  return (await stat(path).catch(ignoreMissing))?.size ?? 0;
}

function ignoreMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== "ENOENT") throw error;
}

function countLineBreaks(text: Buffer): number {
  let count = 0;
  for (let at = text.indexOf(10); at >= 0; at = text.indexOf(10, at + 1)) count++;
  return count;
}

function splitLines(text: string): string[] {
  const lines = text.split(/\r?\n/);
  if (lines.at(-1) === "") lines.pop();
  return lines;
}
