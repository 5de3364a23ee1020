import type { EngineClient } from "./engine/client.js";

/**
 * Has a container write to disk all that it has written so far, while the command goes on. Makes up for the `initdb` that
 * did not (see `initdbArguments`).
 */
export function flushToDisk(client: EngineClient, containerId: string): void {
  startFlush(client, containerId).catch(() => {
    // The system does it by itself within half a minute; no reason to fail or to worry anybody.
  });
}

async function startFlush(client: EngineClient, containerId: string): Promise<void> {
  const { Id } = await client.json<{ Id: string }>({
    method: "POST",
    path: `/containers/${containerId}/exec`,
    body: { Cmd: ["sync"] },
  });
  await client.json({ method: "POST", path: `/exec/${Id}/start`, body: { Detach: true } });
}
