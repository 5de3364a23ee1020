import { waitUntil } from "../../system/wait-until.js";
import type { ExitReport } from "../runtime.js";
import { inspectContainer } from "./containers.js";
import type { ContainerDetails } from "./engine/api.js";
import type { EngineClient } from "./engine/client.js";
import { howItEnded } from "./observe.js";

/** Settles when a container has ended, also when its restart policy has started it anew already. */
export async function untilExited(
  client: EngineClient,
  { container, signal }: { container: ContainerDetails | undefined; signal: AbortSignal },
): Promise<ExitReport> {
  if (container === undefined) return { how: "its container is gone" };
  let now: ContainerDetails | undefined = container;
  const report = await waitUntil<ExitReport>(
    async () => {
      if (now === undefined) return { how: "its container was removed" };
      const { Running, Restarting, StartedAt } = now.State;
      if (!Running || Restarting) return { how: `its container ended (${howItEnded(now)})` };
      if (StartedAt !== container.State.StartedAt) return { how: "its container ended and was started anew" };
      now = await inspectContainer(client, container.Id);
      return undefined;
    },
    { timeoutMs: Number.MAX_SAFE_INTEGER, intervalMs: 50, maxIntervalMs: 300, signal },
  );
  return report ?? { how: "unknown" };
}
