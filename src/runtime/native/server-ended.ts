import { isAlive, type ProcessIdentity } from "../../system/process-identity.js";
import { waitUntil } from "../../system/wait-until.js";
import type { ExitReport } from "../runtime.js";
import { howItExited } from "./child-exits.js";

interface EndOptions {
  /** What the server wrote since it was started by this command. */
  log: () => Promise<string[] | undefined>;
  signal: AbortSignal;
}

/** Settles when a server has ended; at once when there is none. See `Runtime.exited`. */
export async function untilServerEnded(
  server: ProcessIdentity | undefined,
  { log, signal }: EndOptions,
): Promise<ExitReport> {
  const isGone = async () => (server && (await isAlive(server)) ? undefined : true);
  await waitUntil(isGone, {
    timeoutMs: Number.MAX_SAFE_INTEGER,
    intervalMs: 20,
    maxIntervalMs: 100,
    signal,
  });
  const [how, lines] = await Promise.all([server && howItExited(server.pid), log()]);
  return { ...(how !== undefined && { how }), ...(lines !== undefined && { log: lines }) };
}
