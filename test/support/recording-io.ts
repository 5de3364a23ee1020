import { terminalText } from "../../src/cli/output/own-sequences.js";
import type { Io, Output } from "../../src/cli/io.js";

/** What a command printed, instead of a terminal. */
export interface RecordingOutput extends Output {
  readonly text: string;
}

/** A process for the command line that keeps what is printed. */
export function recordingIo(options: Partial<Omit<Io, "stdout" | "stderr">> = {}): Io & {
  stdout: RecordingOutput;
  stderr: RecordingOutput;
} {
  return {
    stdout: recordingOutput(),
    stderr: recordingOutput(),
    env: {},
    cwd: process.cwd(),
    signal: new AbortController().signal,
    outputClosed: new AbortController().signal,
    handSignalsTo: () => undefined,
    ...options,
  };
}

export function recordingOutput(
  options: Partial<Pick<Output, "isTerminal" | "hasColors" | "columns">> = {},
): RecordingOutput {
  const parts: string[] = [];
  return {
    isTerminal: false,
    hasColors: false,
    columns: Infinity,
    ...options,
    write: (text) => {
      parts.push(terminalText(text));
    },
    writeData: (text) => {
      parts.push(text);
    },
    get text() {
      return parts.join("");
    },
  };
}
