import { describe, expect, test } from "vitest";
import { serviceState } from "../../services/service-state.js";
import type { ContainerDetails, EngineEvent } from "../../engine/api.js";
import { restartEvents, toServiceEvents } from "./engine-history.js";

const START = Date.parse("2026-01-01T12:00:00Z");
const POLICY = { timeoutMs: 30_000, retries: 3 };

describe("what the engine tells", () => {
  test("a stop that was asked for is followed by a start that was asked for, in either order of the engine's", () => {
    expect(types(["start", "die", "stop", "start"])).toEqual(["started", "stopped", "started"]);
    expect(types(["start", "stop", "die", "start"])).toEqual(["started", "stopped", "started"]);
  });

  test("a death that nobody asked for is followed by a restart, whoever makes it", () => {
    expect(types(["start", "die", "start"])).toEqual(["started", "exited", "restarted"]);
  });

  test("two kills in a row make a service degraded, and the window forgets them", () => {
    const life = eventsOf([
      "start",
      "health_status: healthy",
      "die",
      "start",
      "die",
      "start",
      "health_status: healthy",
    ]);
    expect(serviceState(life, POLICY, new Date(START + 60_000))).toBe("degraded");
    expect(serviceState(life, POLICY, new Date(START + 11 * 60_000))).toBe("healthy");
  });

  test("pausing twice is flapping; one that is paused now fails its probes", () => {
    const life = eventsOf(["start", "health_status: healthy", "pause", "unpause", "pause", "unpause"]);
    expect(serviceState(life, POLICY, new Date(START + 60_000))).toBe("degraded");
    expect(types(["pause"])).toEqual(["probe-failed"]);
  });

  test("Podman tells the result of a health check beside the action", () => {
    const event = { ...engineEvent("health_status", 0), HealthStatus: "unhealthy" };
    expect(toServiceEvents([event], "postgres")).toMatchObject([{ type: "probe-failed" }]);
  });

  test("the other service's events and unknown actions count for nothing", () => {
    expect(toServiceEvents([engineEvent("start", 0)], "redis")).toEqual([]);
    expect(types(["exec_create: pg_isready"])).toEqual([]);
  });
});

describe("what follows from the container when the events are forgotten", () => {
  const minute = 60_000;

  test("nothing is added to a start that is known", () => {
    const known = [{ type: "started", at: new Date(START + 500) }] as const;
    expect(restartEvents(container({ startedAt: START + 300, restarts: 0 }), known)).toEqual([]);
  });

  test("a first start is a start", () => {
    expect(restartEvents(container({ startedAt: START + 300, restarts: 0 }), [])).toEqual([
      { type: "started", at: new Date(START + 300) },
    ]);
  });

  test("the engine or the machine was started anew: a restart", () => {
    expect(restartEvents(container({ startedAt: START + 60 * minute, restarts: 0 }), [])).toEqual([
      { type: "restarted", at: new Date(START + 60 * minute) },
    ]);
  });

  test("of three restarts only the last one's time is known; the others cannot have been before the last look", () => {
    const looked = { type: "started", at: new Date(START) } as const;
    expect(restartEvents(container({ startedAt: START + 20 * minute, restarts: 3 }), [looked])).toEqual([
      { type: "restarted", at: new Date(START + 20 * minute) },
      { type: "restarted", at: new Date(START) },
      { type: "restarted", at: new Date(START) },
    ]);
  });
});

function types(actions: readonly string[]): string[] {
  return eventsOf(actions).map(({ type }) => type);
}

/** One event a second. */
function eventsOf(actions: readonly string[]) {
  return toServiceEvents(
    actions.map((action, index) => engineEvent(action, index)),
    "postgres",
  );
}

function engineEvent(action: string, secondsAfter: number): EngineEvent {
  const time = START / 1000 + secondsAfter;
  const labels = { "com.tilemud.infra.service": "postgres", exitCode: "137" };
  return { Action: action, Actor: { ID: "c0ffee", Attributes: labels }, time, timeNano: time * 1e9 };
}

function container(options: { startedAt: number; restarts: number }): ContainerDetails {
  return {
    Id: "c0ffee",
    Name: "/tilemud_postgres",
    Image: "sha256:0",
    Created: new Date(START).toISOString(),
    RestartCount: options.restarts,
    State: {
      Status: "running",
      Running: true,
      ExitCode: 0,
      StartedAt: new Date(options.startedAt).toISOString(),
      FinishedAt: "0001-01-01T00:00:00Z",
    },
    Config: { Image: "postgres:18.0-alpine", Labels: {} },
    HostConfig: {},
    NetworkSettings: {},
  };
}
