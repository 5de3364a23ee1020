const HEADER_BYTES = 8;

/**
 * Lines of a container's output as the engine sends it: blocks that each begin with the stream they belong to (byte 0)
 * and their length (bytes 4 to 7). A line may be spread over blocks, with those of the other stream between.
 */
export async function* logLines(stream: AsyncIterable<Buffer>): AsyncGenerator<string> {
  const unfinished = new Map<number, Buffer>();
  for await (const { source, payload } of outputBlocks(stream)) {
    let rest = Buffer.concat([unfinished.get(source) ?? Buffer.alloc(0), payload]);
    for (let end = rest.indexOf("\n"); end >= 0; end = rest.indexOf("\n")) {
      yield lineText(rest.subarray(0, end));
      rest = rest.subarray(end + 1);
    }
    unfinished.set(source, rest);
  }
  for (const rest of unfinished.values()) if (rest.length > 0) yield lineText(rest);
}

/** The blocks themselves; `source` 1 is stdout, 2 stderr. */
export async function* outputBlocks(
  stream: AsyncIterable<Buffer>,
): AsyncGenerator<{ source: number; payload: Buffer }> {
  let received = Buffer.alloc(0);
  for await (const chunk of stream) {
    received = Buffer.concat([received, chunk]);
    while (received.length >= HEADER_BYTES) {
      const end = HEADER_BYTES + received.readUInt32BE(4);
      if (received.length < end) break;
      yield { source: received[0] ?? 0, payload: received.subarray(HEADER_BYTES, end) };
      received = received.subarray(end);
    }
  }
}

function lineText(line: Buffer): string {
  return line.toString("utf8").replace(/\r$/, "");
}
