import { expect, test } from "vitest";
import { resolveConfig } from "../../config/resolve.js";
import { ownLabels } from "../../containers/labels.js";
import type { InfraEvent } from "../../events.js";
import type { EngineClient, EngineRequest } from "../../engine/client.js";
import { EngineError } from "../../engine/engine-error.js";
import { removeNetworks } from "./network.js";

const config = await resolveConfig({ projectDir: import.meta.dirname, env: {}, flags: {} });

test.each([
  ["Docker", 403, "error while removing network: network tilemud_net has active endpoints"],
  ["Podman", 500, '"tilemud_net" has associated containers with it: network is being used'],
])(
  "a network that somebody uses stays, in the words of %s, and the user is told",
  async (_, status, reason) => {
    const events: InfraEvent[] = [];
    await removeNetworks(engineThatRefuses(status, reason), config, {
      emit: (event) => events.push(event),
      signal: new AbortController().signal,
    });
    expect(events).toEqual([{ type: "warning", message: `Network tilemud_net stays: ${reason}` }]);
  },
);

test("another refusal is a failure", async () => {
  const removal = removeNetworks(engineThatRefuses(500, "the disk is full"), config, {
    emit: () => undefined,
    signal: new AbortController().signal,
  });
  await expect(removal).rejects.toThrow("the disk is full");
});

function engineThatRefuses(status: number, reason: string): EngineClient {
  const json = async ({ method, path }: EngineRequest): Promise<unknown> => {
    if (method === "DELETE") throw new EngineError(status, `DELETE ${path}`, reason);
    return [{ Id: "1", Name: "tilemud_net", Labels: ownLabels(config) }];
  };
  return { json } as unknown as EngineClient;
}
