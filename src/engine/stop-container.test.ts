import { once } from "node:events";
import { expect, test } from "vitest";
import type { ContainerDetails } from "./api.js";
import type { EngineClient, EngineRequest } from "./client.js";
import { EngineError } from "./engine-error.js";
import { stopAndRemove } from "./stop-container.js";

const RUNNING = {
  Id: "0123456789abcdef",
  Name: "/tilemud_postgres",
  State: { Status: "running", Running: true, ExitCode: 0, StartedAt: "", FinishedAt: "" },
  Config: { Image: "postgres", Labels: null, StopSignal: "SIGINT" },
} as unknown as ContainerDetails;

test("an engine that goes away while a container stops is told once, by the request to stop it", async () => {
  const reminder = new AbortController();
  const client = engine(async ({ path }) => {
    if (path.endsWith("/kill")) {
      reminder.abort();
      throw new Error("the reminder failed");
    }
    await once(reminder.signal, "abort");
    // A turn of the event loop in which a failure that nobody waits for would end the process.
    await new Promise((resolve) => setImmediate(resolve));
    throw new Error("the stop failed");
  });
  await expect(stopAndRemove(client, RUNNING, { timeoutSeconds: 30 })).rejects.toThrow("the stop failed");
});

test("a container that is removed is waited for until it is gone", async () => {
  let looks = 0;
  const client = engine(async ({ method, path }) => {
    if (method !== undefined) return undefined;
    looks += 1;
    if (looks < 3) return RUNNING;
    throw new EngineError(404, `GET ${path}`, "no such container");
  });
  expect(await stopAndRemove(client, RUNNING, { timeoutSeconds: 30 })).toBe(true);
  expect(looks).toBe(3);
});

function engine(answer: (request: EngineRequest) => Promise<unknown>): EngineClient {
  return { json: answer } as unknown as EngineClient;
}
