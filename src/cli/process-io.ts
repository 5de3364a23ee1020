import { isDiskFull } from "../system/disk-full.js";
import { workingFolder } from "../system/missing-folder.js";
import type { Io, Output } from "./io.js";
import { terminalText } from "./output/own-sequences.js";
import { hasColors, isAnimatable, SHOW_CURSOR } from "./output/terminal.js";
import { listenForSignals } from "./signals.js";

export interface ProcessIo extends Io {
  /** Waits until stdout is written. Returns the error if not all of it could be written. */
  lostOutput: () => Promise<Error | undefined>;
}

/** The real process: its streams, its environment, its signals. */
export function processIo(): ProcessIo {
  const outputClosed = new AbortController();
  let lost: Error | undefined;
  const stdout = processOutput(process.stdout, outputClosed, (error) => (lost = error));
  const stderr = processOutput(process.stderr, new AbortController());
  const { signal, handSignalsTo } = listenForSignals(() => {
    for (const output of [stdout, stderr]) if (output.isTerminal) output.write(SHOW_CURSOR);
  });
  return {
    stdout,
    stderr,
    env: process.env,
    get cwd() {
      return workingFolder();
    },
    signal,
    outputClosed: outputClosed.signal,
    handSignalsTo,
    lostOutput: async () => {
      // A stream reports its errors one turn after the write.
      await new Promise((resolve) => setImmediate(resolve));
      return lost;
    },
  };
}

function processOutput(
  stream: NodeJS.WriteStream,
  closed: AbortController,
  onLost?: (error: Error) => void,
): Output {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    // A reader that closed its pipe or terminal needs no more output; a full disk is an error.
    if (isDiskFull(error)) onLost?.(error);
    // In both cases the command continues, because an incomplete `up` is useless; only its output is lost.
    closed.abort();
  });
  const write = (text: string) => {
    if (!closed.signal.aborted) stream.write(text);
  };
  return {
    write: (text) => write(terminalText(text)),
    writeData: (text) => write(stream.isTTY ? terminalText(text) : text),
    isTerminal: isAnimatable(stream, process.env),
    hasColors: hasColors(stream, process.env),
    // A terminal without a size reports 0.
    get columns() {
      return stream.isTTY ? stream.columns || 80 : Infinity;
    },
  };
}
