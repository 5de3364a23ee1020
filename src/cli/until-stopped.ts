import type { CommandContext } from "./command.js";
import { exitCodeOf } from "./failure.js";

/**
 * Runs a continuous display until the user stops it: with Ctrl-C, which ends with 130 and without a message, or by
 * closing the pipe (`infra logs -f | head`), which ends with 0.
 */
export async function untilStopped(
  { io, operation }: Pick<CommandContext, "io" | "operation">,
  show: (signal: AbortSignal) => Promise<void>,
): Promise<number> {
  const stop = AbortSignal.any([operation.signal, io.outputClosed]);
  try {
    await show(stop);
  } catch (error) {
    // After a stop, every error is a consequence of the stop.
    if (!stop.aborted) throw error;
  }
  // The terminal has echoed ^C; the next output begins on a new line.
  if (operation.signal.aborted && io.stdout.isTerminal) io.stdout.write("\n");
  return operation.signal.aborted ? exitCodeOf(operation.signal.reason) : 0;
}
