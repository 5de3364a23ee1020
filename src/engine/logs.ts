import { InfraError } from "../errors/infra-error.js";
import { messageOf } from "../errors/message.js";
import { logLines } from "./demultiplex.js";
import type { EngineClient } from "./client.js";
import { EngineError } from "./engine-error.js";

/** Lines of one container's log. Following ends with the container or the signal. */
export async function* containerLogs(
  client: EngineClient,
  id: string,
  {
    tail,
    follow,
    signal,
  }: {
    /** How many of the last lines to begin with. */
    tail: number;
    follow: boolean;
    signal: AbortSignal;
  },
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
    // Aborted: for a reader this is the end of the log. The stream reports it with another error.
    if (signal.aborted) return;
    if (error instanceof InfraError) throw error;
    throw new Error(`the log cannot be read: ${messageOf(error)}`, { cause: error });
  }
}

const LAST_LINES = 50;
const LAST_LINES_TIMEOUT_MS = 5_000;

/**
 * The end of a container's log, for finding out why it ended; nothing when the engine does not give it: the container is
 * gone or going, or its log is kept by a driver that cannot be read.
 */
export async function lastLines(client: EngineClient, id: string): Promise<string[]> {
  const output: string[] = [];
  const options = { tail: LAST_LINES, follow: false, signal: AbortSignal.timeout(LAST_LINES_TIMEOUT_MS) };
  try {
    for await (const line of containerLogs(client, id, options)) output.push(line);
  } catch (error) {
    if (!(error instanceof Error && error.cause instanceof EngineError)) throw error;
  }
  return output;
}
