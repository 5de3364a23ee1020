import fc from "fast-check";
import { expect, test } from "vitest";
import { logLines } from "./demultiplex.js";

const STDOUT = 1;
const STDERR = 2;

test("lines of both streams come out whole, wherever the engine and the network cut them", async () => {
  const text = fc.string({ unit: "grapheme" }).filter((line) => !/[\r\n]/.test(line));
  await fc.assert(
    fc.asyncProperty(fc.array(text), fc.array(fc.nat({ max: 40 })), async (written, cuts) => {
      const bytes = Buffer.concat(written.map((line) => block(STDOUT, `${line}\n`)));
      expect(await read(chunked(bytes, cuts))).toEqual(written);
    }),
  );
});

test("a line that is spread over blocks is put together again, the other stream's between is not mixed in", async () => {
  const bytes = Buffer.concat([
    block(STDERR, "LOG:  data"),
    block(STDOUT, "initdb\r\n"),
    block(STDERR, "base system is ready\n"),
    block(STDOUT, "unfinished"),
  ]);
  expect(await read([bytes])).toEqual(["initdb", "LOG:  database system is ready", "unfinished"]);
});

function block(source: number, text: string): Buffer {
  const payload = Buffer.from(text);
  const header = Buffer.from([source, 0, 0, 0, 0, 0, 0, 0]);
  header.writeUInt32BE(payload.length, 4);
  return Buffer.concat([header, payload]);
}

function chunked(bytes: Buffer, cuts: readonly number[]): Buffer[] {
  const chunks: Buffer[] = [];
  let rest = bytes;
  for (const cut of cuts) {
    chunks.push(rest.subarray(0, cut));
    rest = rest.subarray(cut);
  }
  return [...chunks, rest];
}

async function read(chunks: readonly Buffer[]): Promise<string[]> {
  const lines: string[] = [];
  for await (const line of logLines(streamOf(chunks))) lines.push(line);
  return lines;
}

async function* streamOf(chunks: readonly Buffer[]): AsyncGenerator<Buffer> {
  yield* chunks;
}
