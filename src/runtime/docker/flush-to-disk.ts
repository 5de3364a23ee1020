import type { EngineClient } from "./engine/client.js";

/**
 * Has a container write everything to disk that it has written so far, without waiting for it. Makes up for the `initdb`
 * that did not (see `initdbArguments`): from now on the server itself sees to its files.
 */
export async function flushToDisk(client: EngineClient, containerId: string): Promise<void> {
  const { Id } = await client.json<{ Id: string }>({
    method: "POST",
    path: `/containers/${containerId}/exec`,
    body: { Cmd: ["sync"] },
  });
  await client.json({ method: "POST", path: `/exec/${Id}/start`, body: { Detach: true } });
}
