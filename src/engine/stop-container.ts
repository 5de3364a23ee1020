import { setTimeout as delay } from "node:timers/promises";
import { waitUntil } from "../system/wait-until.js";
import type { ContainerDetails } from "./api.js";
import type { EngineClient } from "./client.js";
import { isStatus } from "./engine-error.js";
import { inspectContainer } from "./inspect.js";

/** Ends a container in good order. @returns whether it ran */
export async function stopAndRemove(
  client: EngineClient,
  container: ContainerDetails,
  options: {
    /** Between the signal to stop and the kill. */
    timeoutSeconds: number;
  },
): Promise<boolean> {
  const { Running } = container.State;
  if (Running) await stopContainer(client, container, options);
  await removeContainer(client, container.Id);
  return Running;
}

/** Stops a container with the signal of its image; kills it when it does not end within the grace period. */
async function stopContainer(
  client: EngineClient,
  { Id, State, Config }: ContainerDetails,
  { timeoutSeconds }: { timeoutSeconds: number },
): Promise<void> {
  // A frozen process cannot end; Engine 20.10 would wait for it in vain.
  if (State.Paused) await unlessGone(client.json({ method: "POST", path: `/containers/${Id}/unpause` }));
  const ended = new AbortController();
  const reminder = remind(client, {
    id: Id,
    stopSignal: String(Config.StopSignal || "SIGTERM"),
    ended: ended.signal,
  });
  // Whether it stopped is for the request to stop to say. This one fails first where the engine goes away meanwhile.
  reminder.catch(() => undefined);
  try {
    await unlessGone(
      client.json({
        method: "POST",
        path: `/containers/${Id}/stop`,
        query: { t: timeoutSeconds },
        timeoutMs: (timeoutSeconds + 30) * 1000,
      }),
    );
  } finally {
    ended.abort();
    await Promise.allSettled([reminder]);
  }
}

const REMINDER_INTERVAL_MS = 1_000;

/**
 * During its first boot the image's script does not hear the signal, and the server it starts afterwards never got it:
 * saying it again stops that server as soon as it is there, instead of killing it when the grace period is over.
 */
async function remind(
  client: EngineClient,
  { id, stopSignal, ended }: { id: string; stopSignal: string; ended: AbortSignal },
): Promise<void> {
  for (;;) {
    const over = await delay(REMINDER_INTERVAL_MS, false, { signal: ended }).catch(() => true);
    if (over) return;
    await unlessGone(
      client.json({ method: "POST", path: `/containers/${id}/kill`, query: { signal: stopSignal } }),
    );
  }
}

/** Removes a container with the nameless volumes it may have; named ones stay. */
export async function removeContainer(client: EngineClient, id: string): Promise<void> {
  await unlessGone(
    client.json({ method: "DELETE", path: `/containers/${id}`, query: { force: true, v: true } }),
  );
  // Another removal may still be running; the name is free only after it.
  const isGone = async () => ((await inspectContainer(client, id)) === undefined ? true : undefined);
  const gone = await waitUntil(isGone, {
    timeoutMs: REMOVAL_TIMEOUT_MS,
    intervalMs: 10,
    maxIntervalMs: 200,
    signal: new AbortController().signal,
  });
  if (gone === undefined) throw new Error(`the engine did not remove container ${id.slice(0, 12)} in time`);
}

const REMOVAL_TIMEOUT_MS = 15_000;

/** For requests whose purpose is fulfilled when the container is gone, does not run, or is being removed by another. */
async function unlessGone(request: Promise<unknown>): Promise<void> {
  await request.catch((error: unknown) => {
    if (!isStatus(error, 304, 404, 409)) throw error;
  });
}
