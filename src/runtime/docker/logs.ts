import { messageOf } from "../../errors/message.js";
import type { LogOptions } from "../runtime.js";
import { logLines } from "./demultiplex.js";
import type { EngineClient } from "./engine/client.js";

/** Lines of one container's log. Following ends with the container or the signal. */
export async function* containerLogs(
  client: EngineClient,
  id: string,
  { tail, follow, signal }: LogOptions,
): AsyncGenerator<string> {
  if (signal.aborted) return;
  try {
    const stream = await client.stream({
      path: `/containers/${id}/logs`,
      query: { stdout: true, stderr: true, tail, follow },
      signal,
    });
    yield* logLines(stream);
  } catch (error) {
    // Told to stop: for a reader that is the end of the log. The stream says so in words of its own.
    if (!signal.aborted) throw new Error(`the log cannot be read: ${messageOf(error)}`, { cause: error });
  }
}
