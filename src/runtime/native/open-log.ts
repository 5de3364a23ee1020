import type { FileHandle } from "node:fs/promises";
import { openIfAny } from "../../system/files.js";

const READ_BLOCK_BYTES = 64 * 1024;
const LINE_FEED = 10;

/** A log file held open and how far it was read: what was renamed away meanwhile can be read to its end. */
export class OpenLog {
  /** The start of a line whose end was not written yet; bytes, because a character may be cut as well. */
  #unfinished: Buffer = Buffer.alloc(0);
  #position = 0;

  private constructor(
    readonly file: FileHandle,
    readonly identity: string,
  ) {}

  /** Nothing when there is no such file. */
  static async at(path: string | undefined): Promise<OpenLog | undefined> {
    if (path === undefined) return undefined;
    // A server could replace its log with a link.
    const file = await openIfAny(path);
    if (file === undefined) return undefined;
    try {
      const { dev, ino } = await file.stat({ bigint: true });
      return new OpenLog(file, `${dev}:${ino}`);
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  isSameFile(other: OpenLog | undefined): boolean {
    return this.identity === other?.identity;
  }

  /** The last `count` lines, whether the last one is complete or not. */
  async tail(count: number): Promise<string[]> {
    const lines = await this.completeTail(count);
    return [...lines, ...this.unfinishedLine()].slice(count > 0 ? -count : Infinity);
  }

  /** The complete ones of the last `count` lines; `newLines` goes on where this ends. */
  async completeTail(count: number): Promise<string[]> {
    const { size } = await this.file.stat();
    this.#position = size;
    let start = size;
    const blocks: Buffer[] = [];
    // One line feed more than lines are wanted: the last line ends with one.
    for (let lineFeeds = 0; start > 0 && lineFeeds <= count;) {
      const length = Math.min(READ_BLOCK_BYTES, start);
      start -= length;
      const block = await this.#read(start, length);
      blocks.push(block);
      lineFeeds += countLineFeeds(block);
    }
    const lines = this.#completeLines(Buffer.concat(blocks.toReversed()));
    const wanted = this.#unfinished.length > 0 ? count - 1 : count;
    return wanted > 0 ? lines.slice(-wanted) : [];
  }

  /** The lines that were completed since the last read. */
  async *newLines(): AsyncGenerator<string> {
    // Emptied in place: what is in it now is all new.
    if ((await this.file.stat()).size < this.#position) {
      this.#position = 0;
      this.#unfinished = Buffer.alloc(0);
    }
    for (;;) {
      const chunk = await this.#read(this.#position, READ_BLOCK_BYTES);
      if (chunk.length === 0) return;
      this.#position += chunk.length;
      yield* this.#completeLines(Buffer.concat([this.#unfinished, chunk]));
    }
  }

  /** The last line, if it has no end yet; it then counts as returned. */
  *unfinishedLine(): Generator<string> {
    if (this.#unfinished.length > 0) yield textOf(this.#unfinished);
    this.#unfinished = Buffer.alloc(0);
  }

  async close(): Promise<void> {
    await this.file.close();
  }

  #completeLines(text: Buffer): string[] {
    const end = text.lastIndexOf(LINE_FEED) + 1;
    this.#unfinished = text.subarray(end);
    return end === 0
      ? []
      : text
          .toString("utf8", 0, end - 1)
          .split("\n")
          .map(withoutCarriageReturn);
  }

  async #read(position: number, length: number): Promise<Buffer> {
    const { buffer, bytesRead } = await this.file.read(Buffer.alloc(length), 0, length, position);
    return buffer.subarray(0, bytesRead);
  }
}

function textOf(bytes: Buffer): string {
  return withoutCarriageReturn(bytes.toString("utf8"));
}

function withoutCarriageReturn(line: string): string {
  return line.replace(/\r$/, "");
}

function countLineFeeds(text: Buffer): number {
  let count = 0;
  for (let at = text.indexOf(LINE_FEED); at >= 0; at = text.indexOf(LINE_FEED, at + 1)) count++;
  return count;
}
