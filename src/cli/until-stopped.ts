import type { CommandContext } from "./command.js";
import { exitCodeOf } from "./failure.js";

/**
 * Runs something that shows and shows until the user has seen enough: by Ctrl-C, which is no error worth a message but
 * ends with 130, or by closing the pipe (`infra logs -f | head`), which ends with 0.
 */
export async function untilStopped(
  { io, operation }: Pick<CommandContext, "io" | "operation">,
  show: (signal: AbortSignal) => Promise<void>,
): Promise<number> {
  const stop = AbortSignal.any([operation.signal, io.outputClosed]);
  try {
    await show(stop);
  } catch (error) {
    // Once it was stopped, whatever the interrupted work threw only says so.
    if (!stop.aborted) throw error;
  }
  // The terminal has echoed ^C; the next output begins on a new line.
  if (operation.signal.aborted && io.stdout.isTerminal) io.stdout.write("\n");
  return operation.signal.aborted ? exitCodeOf(operation.signal.reason) : 0;
}
