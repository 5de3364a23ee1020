import type { Io, Output } from "./io.js";
import { hasColors, isAnimatable, SHOW_CURSOR } from "./output/terminal.js";
import { listenForSignals } from "./signals.js";

/** The real process: its streams, its environment, its signals. */
export function processIo(): Io {
  const outputClosed = new AbortController();
  const stdout = processOutput(process.stdout, outputClosed);
  const stderr = processOutput(process.stderr, new AbortController());
  const { signal, handSignalsTo } = listenForSignals(() => {
    for (const output of [stdout, stderr]) if (output.isTerminal) output.write(SHOW_CURSOR);
  });
  return {
    stdout,
    stderr,
    env: process.env,
    cwd: process.cwd(),
    signal,
    outputClosed: outputClosed.signal,
    handSignalsTo,
  };
}

function processOutput(stream: NodeJS.WriteStream, closed: AbortController): Output {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
    // The reader has seen enough. What runs goes on (an `up` half done helps nobody); only its words are lost.
    closed.abort();
  });
  return {
    write: (text) => {
      if (!closed.signal.aborted) stream.write(text);
    },
    isTerminal: isAnimatable(stream, process.env),
    hasColors: hasColors(stream, process.env),
    get columns() {
      return stream.isTTY ? (stream.columns ?? 80) : Infinity;
    },
  };
}
