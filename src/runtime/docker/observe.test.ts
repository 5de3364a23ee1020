import { describe, expect, test } from "vitest";
import { resolveConfig } from "../../config/resolve.js";
import { configHash, containerSpec } from "../../containers/container-spec.js";
import { LABELS } from "../../containers/labels.js";
import type { ServiceEvent } from "../../services/service-state.js";
import type { ContainerDetails } from "../../engine/api.js";
import type { Engine } from "../../engine/engine.js";
import { EngineError } from "../../engine/engine-error.js";
import { observeDocker } from "./observe.js";

const config = await resolveConfig({ projectDir: import.meta.dirname, env: {}, flags: {} });
const MINUTE_MS = 60_000;
const STARTED = Date.parse("2026-01-01T12:00:00Z");
const event = (type: ServiceEvent["type"], afterMs: number): ServiceEvent => ({
  type,
  at: new Date(STARTED + afterMs),
});

describe("what a container that does not run means", () => {
  test.each<[string, Partial<ContainerDetails["State"]>, ServiceEvent[]]>([
    ["ended in good order, however long ago", { Status: "exited", ExitCode: 0 }, []],
    [
      "was killed at the end of its grace period",
      { Status: "exited", ExitCode: 137 },
      [event("started", 0), event("stopped", MINUTE_MS)],
    ],
    ["was never started", { Status: "created", ExitCode: 0 }, []],
  ])("one that %s was not expected to run", async (_, state, remembered) => {
    const { presence } = await observe(state, remembered);
    expect(presence.kind).toBe("stopped");
  });

  test.each<[string, Partial<ContainerDetails["State"]>, string]>([
    ["was killed", { Status: "exited", ExitCode: 137 }, "exit code 137"],
    ["had no memory", { Status: "exited", ExitCode: 0, OOMKilled: true }, "out of memory"],
    [
      "the engine could not start",
      { Status: "created", ExitCode: 128, Error: "port is already allocated" },
      "port is already allocated",
    ],
    [
      "the engine could not start again",
      { Status: "exited", ExitCode: 0, Error: "port is already allocated" },
      "port is already allocated",
    ],
    ["exits repeatedly", { Status: "restarting", ExitCode: 1 }, "exits repeatedly"],
  ])("one that %s is in trouble", async (_, state, reason) => {
    const { presence, history } = await observe(state, [event("started", 0)]);
    expect(presence).toMatchObject({ kind: "exited", reason: expect.stringContaining(reason) as string });
    expect(history.at(-1)?.type).toBe("exited");
  });
});

test.each([
  ["as configured now", configHash(containerSpec(config, "postgres")), true],
  [
    "from another configuration",
    configHash(containerSpec({ ...config, network: "other" }, "postgres")),
    false,
  ],
  ["by hand, without a hash", undefined, false],
])("a container that was created %s", async (_, hash, isCurrent) => {
  const labels = hash === undefined ? {} : { [LABELS.configHash]: hash };
  const { presence } = await observe({ Status: "running", Running: true }, [], labels);
  expect(presence).toMatchObject({ kind: "running", isCurrent });
});

async function observe(
  state: Partial<ContainerDetails["State"]>,
  remembered: ServiceEvent[],
  labels: Readonly<Record<string, string>> = {},
) {
  const container: ContainerDetails = {
    Id: "0123456789abcdef",
    Name: `/${config.postgres.container}`,
    Image: "sha256:1",
    Created: new Date(STARTED).toISOString(),
    State: {
      Status: "exited",
      Running: false,
      ExitCode: 0,
      StartedAt: new Date(STARTED).toISOString(),
      FinishedAt: new Date(STARTED + MINUTE_MS).toISOString(),
      ...state,
    },
    Config: { Image: config.postgres.image, Labels: { [LABELS.service]: "postgres", ...labels } },
    HostConfig: {},
    NetworkSettings: {},
  };
  const json = async () => {
    throw new EngineError(404, "GET /volumes", "no such volume");
  };
  const observation = await observeDocker({
    engine: { client: { json } } as unknown as Engine,
    config,
    containers: Promise.resolve([container]),
    engineEvents: Promise.resolve([]),
    remembered: async (service) => (service === "postgres" ? remembered : []),
  });
  return observation.services.postgres;
}
