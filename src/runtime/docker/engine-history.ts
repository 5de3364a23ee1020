import { FLAP_WINDOW_MS, type ServiceEvent } from "../../services/service-state.js";
import type { ContainerDetails, EngineEvent } from "../../engine/api.js";
import type { Engine } from "../../engine/engine.js";
import { environmentFilter, LABELS } from "../../containers/labels.js";
import { ownershipOf } from "../../containers/ownership.js";
import type { ResolvedConfig } from "../../config/resolved.js";

const ACTIONS = ["start", "die", "stop", "pause", "unpause", "health_status"];

/** What the engine still knows of the last ten minutes of this environment's containers, oldest first. */
export async function readEngineEvents(engine: Engine, config: ResolvedConfig): Promise<EngineEvent[]> {
  const now = Date.now() + engine.clockAheadMs;
  const text = await engine.client.text({
    path: "/events",
    query: {
      since: seconds(now - FLAP_WINDOW_MS),
      until: seconds(now),
      filters: { type: ["container"], event: ACTIONS, label: environmentFilter(config) },
    },
  });
  return text
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line) => JSON.parse(line) as EngineEvent)
    .filter(
      ({ Actor }) => ownershipOf({ labels: Actor.Attributes, createdAt: NOT_TOLD }, config).kind === "ours",
    );
}

/** Of an adopted container, which has another id, events are wanted too. Nothing is removed because of an event. */
const NOT_TOLD = new Date(0);

/** The history of one service as events of the state machine. */
export function toServiceEvents(events: readonly EngineEvent[], service: string): ServiceEvent[] {
  const own = events.filter(({ Actor }) => Actor.Attributes[LABELS.service] === service);
  const life: ServiceEvent[] = [];
  for (const event of own) applyEngineEvent(life, event);
  return life;
}

/**
 * Results of the health check that the engine keeps with a container. Failures before the first success of a run belong
 * to its start, and a start is no flapping.
 */
export function healthEvents({ State }: ContainerDetails): ServiceEvent[] {
  const results = (State.Health?.Log ?? []).map(({ End, ExitCode, Output }): ServiceEvent => {
    const at = new Date(End);
    return ExitCode === 0
      ? { type: "probe-passed", at }
      : { type: "probe-failed", at, detail: Output.trim() || `health check ended with ${ExitCode}` };
  });
  const since = Date.parse(State.StartedAt);
  return results.filter(({ at }) => at.getTime() >= since);
}

/**
 * Engines forget events early (the health checks' own fill their memory within minutes), but count restarts and know the
 * last start. Adds what follows from that and is not among the known events.
 */
export function restartEvents(container: ContainerDetails, known: readonly ServiceEvent[]): ServiceEvent[] {
  const created = new Date(container.Created);
  const startedAt = new Date(container.State.StartedAt);
  const starts = known.filter(
    ({ type, at }) =>
      (type === "restarted" || type === "started") && at.getTime() >= created.getTime() - SAME_START_MS,
  );
  const knownRestarts = starts.filter(({ type }) => type === "restarted").length;
  const lastIsKnown = starts.some(({ at }) => Math.abs(at.getTime() - startedAt.getTime()) < SAME_START_MS);
  const missing = (container.RestartCount ?? 0) - knownRestarts;
  const added: ServiceEvent[] = [];
  if (!lastIsKnown) {
    const first = missing <= 0 && startedAt.getTime() - created.getTime() < FIRST_START_MS;
    added.push({ type: first ? "started" : "restarted", at: startedAt });
  }
  // The times of the others are unknown: the earliest is when they were last known not to have happened.
  const lookedAt = starts.at(-1)?.at ?? created;
  const others = Math.max(0, missing - (lastIsKnown ? 0 : 1));
  for (let count = 0; count < others; count++) added.push({ type: "restarted", at: lookedAt });
  return added;
}

/** Two sources mean the same start when they put it so close together. */
export const SAME_START_MS = 2_000;
/** A container that starts later than this after its creation was started before. */
const FIRST_START_MS = 60_000;

function applyEngineEvent(life: ServiceEvent[], event: EngineEvent): void {
  const at = new Date(event.timeNano === undefined ? event.time * 1000 : event.timeNano / 1_000_000);
  const last = life.findLast(({ type }) => LIFECYCLE.has(type));
  const [action, result = event.HealthStatus] = event.Action.split(": ");
  switch (action ?? "") {
    case "start":
      // A start that follows an exit was not requested.
      life.push({ type: last?.type === "exited" ? "restarted" : "started", at });
      return;
    case "die":
      // Engine 28 reports the exit that a stop caused after the stop, Engine 20.10 before it.
      if (last?.type === "stopped") return;
      life.push({
        type: "exited",
        at,
        detail: `exit code ${event.Actor.Attributes["exitCode"] ?? "unknown"}`,
      });
      return;
    case "stop":
      if (last?.type === "exited") life.splice(life.lastIndexOf(last), 1);
      life.push({ type: "stopped", at });
      return;
    case "pause":
      life.push({ type: "probe-failed", at, detail: "it was paused" });
      return;
    case "unpause":
      life.push({ type: "probe-passed", at });
      return;
    case "health_status":
      if (result === "healthy") life.push({ type: "probe-passed", at });
      if (result === "unhealthy") life.push({ type: "probe-failed", at, detail: "its health check failed" });
      return;
    default:
    // Other actions say nothing about whether it works.
  }
}

const LIFECYCLE: ReadonlySet<ServiceEvent["type"]> = new Set(["started", "restarted", "stopped", "exited"]);

function seconds(milliseconds: number): string {
  return (milliseconds / 1000).toFixed(3);
}
