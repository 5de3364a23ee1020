import { inspectContainer } from "./inspect.js";
import type { EngineClient } from "./client.js";
import { EngineError } from "./engine-error.js";
import { execInContainer } from "./exec.js";

/** What a container is called that was paused. */
export const PAUSED = "its container was paused";

const SIGNAL_TIMEOUT_MS = 10_000;

/**
 * Lets a container go on that was paused, or whose processes were stopped by a signal.
 *
 * @returns what was frozen, in the user's words; `undefined` where nothing was
 */
export async function resumeContainer(client: EngineClient, id: string): Promise<string | undefined> {
  const container = await inspectContainer(client, id);
  if (!container?.State.Running) return undefined;
  const done: string[] = [];
  if (container.State.Paused) {
    await client.json({ method: "POST", path: `/containers/${id}/unpause` });
    done.push(PAUSED);
  }
  if (await hasStoppedProcess(client, id)) {
    await continueProcesses(client, id);
    done.push("its processes were stopped (SIGSTOP)");
  }
  return done.length > 0 ? done.join(", ") : undefined;
}

interface ProcessTable {
  Titles: readonly string[];
  Processes: readonly (readonly string[])[] | null;
}

/** As far as the engine reports it: not every engine has these columns. Without an answer the service is restarted instead. */
async function hasStoppedProcess(client: EngineClient, id: string): Promise<boolean> {
  const query = { ps_args: "-o pid,stat" };
  const table = await client
    .json<ProcessTable>({ path: `/containers/${id}/top`, query })
    .catch((error: unknown) => {
      if (error instanceof EngineError) return undefined;
      throw error;
    });
  const state = table?.Titles.findIndex((title) => /^STAT?$/i.test(title)) ?? -1;
  return table?.Processes?.some((row) => /^[Tt]/.test(row[state] ?? "")) ?? false;
}

/** The engine signals the first process only, and `kill -1` all but the first. */
async function continueProcesses(client: EngineClient, id: string): Promise<void> {
  await client.json({ method: "POST", path: `/containers/${id}/kill`, query: { signal: "SIGCONT" } });
  const command = ["sh", "-c", "kill -CONT -1"];
  const signal = AbortSignal.timeout(SIGNAL_TIMEOUT_MS);
  await execInContainer(client, { id, command, env: {}, signal });
}
