import type { ResolvedConfig } from "../../config/resolved.js";
import type { ServiceEvent } from "../../services/service-state.js";
import { eachService, eachServiceAsync, type ServiceName } from "../../services/service.js";
import type { ObservedService, Observation } from "../runtime.js";
import { nameOf } from "../../engine/inspect.js";
import { serviceOf } from "./containers.js";
import { PUBLISH_ADDRESS } from "../../containers/container-rules.js";
import { configHash, containerSpec } from "../../containers/container-spec.js";
import type { ContainerDetails, EngineEvent, VolumeDetails } from "../../engine/api.js";
import type { Engine } from "../../engine/engine.js";
import { healthEvents, toServiceEvents } from "./engine-history.js";
import { historyOf, mergeHistory, withoutStartingTroubles } from "./service-history.js";
import { LABELS } from "../../containers/labels.js";
import { PAUSED } from "../../engine/resume.js";
import { majorVersionLabel, ourVolume } from "./volume.js";

export interface ObserveOptions {
  engine: Engine;
  config: ResolvedConfig;
  /** All of this environment. */
  containers: Promise<readonly ContainerDetails[]>;
  engineEvents: Promise<readonly EngineEvent[]>;
  /** The recorded history of a service. */
  remembered(service: ServiceName): Promise<readonly ServiceEvent[]>;
}

/** The objects of this environment on the engine. Changes nothing. */
export async function observeDocker(options: ObserveOptions): Promise<Observation> {
  const { engine, config } = options;
  const [containers, volume, events, remembered] = await Promise.all([
    options.containers,
    ourVolume(engine.client, config),
    options.engineEvents,
    eachServiceAsync((service) => options.remembered(service)),
  ]);
  const services = eachService((service) => {
    const history = mergeHistory(remembered[service], toServiceEvents(events, service));
    return observeService({ config, service, containers, history });
  });
  return { services, data: observeData(config, volume) };
}

function observeData(config: ResolvedConfig, volume: VolumeDetails | undefined): Observation["data"] {
  const location = `volume ${config.postgres.volume}`;
  const majorVersion = volume && majorVersionLabel(volume);
  return { exists: volume !== undefined, location, ...(majorVersion !== undefined && { majorVersion }) };
}

function observeService(options: {
  config: ResolvedConfig;
  service: ServiceName;
  containers: readonly ContainerDetails[];
  history: readonly ServiceEvent[];
}): ObservedService {
  const { config, service, containers, history } = options;
  const own = containers.filter((container) => serviceOf(container) === service);
  const container =
    own.find(({ State }) => State.Running) ??
    own.find((found) => nameOf(found) === config[service].container) ??
    own[0];
  if (container === undefined) {
    return { service, presence: { kind: "absent" }, software: config[service].image, history };
  }
  const presence = presenceOf(container, { config, service, history });
  // Podman spells out where the image comes from.
  const software = container.Config.Image.replace(/^docker\.io\/(?:library\/)?/, "");
  if (presence.kind !== "running") return { service, presence, software, history: ended(history, presence) };
  const complete = mergeHistory(historyOf(container, history), healthEvents(container));
  return { service, presence, software, history: withoutStartingTroubles(complete) };
}

function presenceOf(
  container: ContainerDetails,
  known: { config: ResolvedConfig; service: ServiceName; history: readonly ServiceEvent[] },
): ObservedService["presence"] {
  const { config, service, history } = known;
  const { State, RestartCount = 0 } = container;
  switch (State.Status) {
    case "running":
    case "paused":
      return {
        kind: "running",
        ref: container.Id.slice(0, 12),
        startedAt: new Date(State.StartedAt),
        endpoint: { host: PUBLISH_ADDRESS, port: publishedPort(container) ?? config[service].port },
        isCurrent:
          container.Config.Labels?.[LABELS.configHash] === configHash(containerSpec(config, service)),
        ...(State.Status === "paused" && { frozen: PAUSED }),
      };
    case "created":
      return State.Error
        ? { kind: "exited", reason: `its container could not be started (${howItEnded(container)})` }
        : { kind: "stopped", reason: "its container was created but never started" };
    case "restarting":
      return {
        kind: "exited",
        reason: `it exits repeatedly (${howItEnded(container)}, restarted ${RestartCount} times)`,
      };
    default:
      if (wasAskedToEnd(container, history)) {
        return { kind: "stopped", reason: "its container was stopped but not removed" };
      }
      return {
        kind: "exited",
        reason: `its container exited (${howItEnded(container)})`,
        at: new Date(State.FinishedAt),
      };
  }
}

/**
 * `docker stop` does that, and a command of ours that was killed before it could remove what it had stopped. A container
 * that exits normally without a stop is started again by its restart policy, and does not stay in this state.
 */
function wasAskedToEnd({ State }: ContainerDetails, history: readonly ServiceEvent[]): boolean {
  if (State.Error || State.OOMKilled) return false;
  return State.ExitCode === 0 || lastOfLife(history)?.type === "stopped";
}

/** `exit code 137, out of memory`. */
export function howItEnded({ State }: ContainerDetails): string {
  const parts = [`exit code ${State.ExitCode}`, State.OOMKilled && "out of memory", State.Error];
  return parts.filter(Boolean).join(", ");
}

function publishedPort({ HostConfig }: ContainerDetails): number | undefined {
  const bindings = Object.values(HostConfig.PortBindings ?? {}).flatMap((each) => each ?? []);
  const port = Number(bindings[0]?.HostPort);
  return port > 0 ? port : undefined;
}

function ended(
  history: readonly ServiceEvent[],
  presence: Exclude<ObservedService["presence"], { kind: "running" }>,
): readonly ServiceEvent[] {
  const last = lastOfLife(history);
  if (last?.type === "exited" || last?.type === "stopped" || presence.kind !== "exited") return history;
  return [...history, { type: "exited", at: presence.at ?? new Date() }];
}

function lastOfLife(history: readonly ServiceEvent[]): ServiceEvent | undefined {
  return history.findLast(({ type }) => type !== "probe-passed" && type !== "probe-failed");
}
