import type { HealthPolicy } from "../config/resolved.js";
import type { ServiceState } from "./service.js";

/**
 * The life of one service as a pure state machine: events in, state out, no clock and no I/O. Every runtime feeds it what
 * it can see (engine events, a history file, probes made right now), so that all of them agree on what a word means.
 *
 *     stopped → starting → healthy ⇄ unhealthy | degraded
 *                  ↑           restart leads back to starting
 *
 * `stopped` may follow from anywhere: that is what `down` and a crash do.
 */
export type ServiceEvent =
  /** A first start after a stop that was asked for. */
  | { type: "started"; at: Date }
  /** An unrequested start: after a crash or a kill, by a restart policy or by the next `up`. */
  | { type: "restarted"; at: Date; detail?: string }
  | { type: "stopped"; at: Date }
  /** It ended without having been asked to. */
  | { type: "exited"; at: Date; detail?: string }
  | { type: "probe-passed"; at: Date }
  | { type: "probe-failed"; at: Date; detail?: string };

/** Window, in milliseconds, in which flapping is counted. */
export const FLAP_WINDOW_MS = 10 * 60 * 1000;
/** Health changes inside the window that make a service degraded. */
const FLAP_HEALTH_CHANGES = 3;
/** Restarts inside the window that make a service degraded. */
const FLAP_RESTARTS = 2;

/** What has to be remembered between two events. */
export interface ServiceSnapshot {
  state: ServiceState;
  startedAt?: Date;
  failuresInARow: number;
  everPassed: boolean;
  /** What the last probe said, to count changes between passing and failing. */
  passing?: boolean;
  healthChanges: readonly Date[];
  restarts: readonly Date[];
}

export const INITIAL_SNAPSHOT: ServiceSnapshot = {
  state: "stopped",
  failuresInARow: 0,
  everPassed: false,
  healthChanges: [],
  restarts: [],
};

/** The moves the model allows; everything else is a bug in the caller. */
export const ALLOWED_MOVES: Readonly<Record<ServiceState, readonly ServiceState[]>> = {
  stopped: ["starting"],
  starting: ["healthy", "unhealthy", "degraded", "stopped"],
  healthy: ["unhealthy", "degraded", "starting", "stopped"],
  unhealthy: ["healthy", "degraded", "starting", "stopped"],
  degraded: ["healthy", "unhealthy", "starting", "stopped"],
};

/** State of a service after `events` (oldest first), seen at `now`. */
export function serviceState(
  events: readonly ServiceEvent[],
  policy: Pick<HealthPolicy, "timeoutMs" | "retries">,
  now: Date,
): ServiceState {
  const snapshot = events.reduce((before, event) => applyEvent(before, event, policy), INITIAL_SNAPSHOT);
  return stateAt(snapshot, policy, now);
}

/** The snapshot after one more event. */
export function applyEvent(
  before: ServiceSnapshot,
  event: ServiceEvent,
  policy: Pick<HealthPolicy, "timeoutMs" | "retries">,
): ServiceSnapshot {
  switch (event.type) {
    case "started":
      // A start that was asked for begins a new life: what came before the stop says nothing about it.
      return { ...INITIAL_SNAPSHOT, state: "starting", startedAt: event.at };
    case "restarted":
      return {
        ...INITIAL_SNAPSHOT,
        state: "starting",
        startedAt: event.at,
        healthChanges: before.healthChanges,
        restarts: [...before.restarts, event.at],
      };
    case "stopped":
      return INITIAL_SNAPSHOT;
    case "exited":
      return { ...INITIAL_SNAPSHOT, healthChanges: before.healthChanges, restarts: before.restarts };
    case "probe-passed":
    case "probe-failed":
      return afterProbe(before, event, policy);
  }
}

/** What a snapshot means at `now`: windows run out and flapping is forgotten without any event. */
export function stateAt(
  snapshot: ServiceSnapshot,
  policy: Pick<HealthPolicy, "timeoutMs" | "retries">,
  now: Date,
): ServiceState {
  if (snapshot.state === "stopped") return "stopped";
  if (!snapshot.everPassed) {
    const age = snapshot.startedAt ? now.getTime() - snapshot.startedAt.getTime() : 0;
    return age >= policy.timeoutMs ? "unhealthy" : "starting";
  }
  if (snapshot.failuresInARow >= policy.retries) return "unhealthy";
  return flaps(snapshot, now) ? "degraded" : "healthy";
}

function afterProbe(
  before: ServiceSnapshot,
  event: ServiceEvent & { type: "probe-passed" | "probe-failed" },
  policy: Pick<HealthPolicy, "timeoutMs" | "retries">,
): ServiceSnapshot {
  // A probe that arrives after the stop (they race) must not bring the service back to life.
  if (before.state === "stopped") return before;
  const passing = event.type === "probe-passed";
  const changed = before.passing !== undefined && before.passing !== passing;
  const after: ServiceSnapshot = {
    ...before,
    passing,
    everPassed: before.everPassed || passing,
    failuresInARow: passing ? 0 : before.failuresInARow + 1,
    healthChanges: changed ? [...before.healthChanges, event.at] : before.healthChanges,
  };
  return { ...after, state: stateAt(after, policy, event.at) };
}

function flaps(snapshot: ServiceSnapshot, now: Date): boolean {
  const recent = (dates: readonly Date[]) =>
    dates.filter((at) => now.getTime() - at.getTime() < FLAP_WINDOW_MS).length;
  return recent(snapshot.healthChanges) >= FLAP_HEALTH_CHANGES || recent(snapshot.restarts) >= FLAP_RESTARTS;
}
