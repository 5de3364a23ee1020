import { messageOf } from "../../errors/message.js";
import type { InfraContext } from "../../events.js";
import { CleanupStack } from "../../system/cleanup-stack.js";

/**
 * Runs work that pushes a release for each thing it acquires. If it fails or is interrupted, the releases run in reverse;
 * a release that fails is reported and does not hide the first failure.
 */
export async function withUndo<T>(
  context: InfraContext,
  work: (undo: CleanupStack) => Promise<T>,
): Promise<T> {
  const undo = new CleanupStack();
  try {
    const result = await work(undo);
    undo.move();
    return result;
  } catch (error) {
    for (const failure of await undo.unwind()) {
      const message = `${failure.what} could not be stopped again: ${messageOf(failure.error)}`;
      context.emit({ type: "warning", message });
    }
    throw error;
  }
}
