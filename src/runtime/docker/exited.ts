import type { ResolvedConfig } from "../../config/resolved.js";
import type { ServiceName } from "../../services/service.js";
import { waitUntil } from "../../system/wait-until.js";
import type { ExitReport } from "../runtime.js";
import { inspectContainer } from "../../engine/inspect.js";
import type { ContainerDetails } from "../../engine/api.js";
import type { EngineClient } from "../../engine/client.js";
import { lastLines } from "../../engine/logs.js";
import { howItEnded } from "./observe.js";
import { noControlFile, unfinishedData } from "../../services/unfinished-data.js";

/**
 * Settles when a container has ended, also when its restart policy has started it again already.
 *
 * @throws InfraError DATA_INCOMPATIBLE when PostgreSQL ended because its data was never finished
 */
export async function untilExited(
  client: EngineClient,
  options: {
    config: ResolvedConfig;
    service: ServiceName;
    container: ContainerDetails | undefined;
    signal: AbortSignal;
  },
): Promise<ExitReport> {
  const { config, service, container, signal } = options;
  if (container === undefined) return { how: "its container no longer exists" };
  let now: ContainerDetails | undefined = container;
  let restartSeenAt: number | undefined;
  const report = await waitUntil<ExitReport>(
    async () => {
      if (now === undefined) return { how: "its container was removed" };
      const { Running, Restarting, StartedAt } = now.State;
      if (!Running || Restarting) return { how: howItEnded(now) };
      if (StartedAt !== container.State.StartedAt) {
        // How it ended is forgotten by now. One that cannot start ends again.
        restartSeenAt ??= performance.now();
        if (performance.now() - restartSeenAt > ENDS_AGAIN_MS) return {};
      }
      now = await inspectContainer(client, container.Id);
      return undefined;
    },
    { timeoutMs: Number.MAX_SAFE_INTEGER, intervalMs: 50, maxIntervalMs: 300, signal },
  );
  const log = await lastLines(client, container.Id);
  // Another line of the log may be about what an application asked for, and says nothing about the data.
  const sign = service === "postgres" ? noControlFile(log) : undefined;
  if (sign !== undefined) throw unfinishedData(`volume ${config.postgres.volume}`, sign);
  return { ...report, log };
}

/** How long a container is watched for its next end that its restart policy has started again. */
const ENDS_AGAIN_MS = 2_000;
