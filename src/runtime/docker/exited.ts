import { waitUntil } from "../../system/wait-until.js";
import type { ExitReport } from "../runtime.js";
import { inspectContainer } from "./containers.js";
import type { EngineClient } from "./engine/client.js";
import { howItEnded } from "./observe.js";

/** Settles when a container has ended, also when its restart policy has started it anew already. */
export async function untilExited(
  client: EngineClient,
  { find, signal }: { find: () => Promise<string | undefined>; signal: AbortSignal },
): Promise<ExitReport> {
  const id = await find();
  if (id === undefined) return { how: "its container is gone" };
  let firstStart: string | undefined;
  const report = await waitUntil<ExitReport>(
    async () => {
      const container = await inspectContainer(client, id);
      if (container === undefined) return { how: "its container was removed" };
      const { Running, Restarting, StartedAt } = container.State;
      firstStart ??= StartedAt;
      if (!Running || Restarting) return { how: `its container ended (${howItEnded(container)})` };
      return StartedAt === firstStart ? undefined : { how: "its container ended and was started anew" };
    },
    { timeoutMs: Number.MAX_SAFE_INTEGER, intervalMs: 50, maxIntervalMs: 300, signal },
  );
  return report ?? { how: "unknown" };
}
