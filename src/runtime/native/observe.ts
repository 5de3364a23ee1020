import type { ResolvedConfig } from "../../config/resolved.js";
import { InfraError } from "../../errors/infra-error.js";
import type { ServiceEvent } from "../../services/service-state.js";
import { eachServiceAsync, SERVICE_TITLES, type ServiceName } from "../../services/service.js";
import { isStopped } from "../../system/process-identity.js";
import type { ObservedService, Observation } from "../runtime.js";
import { readHistory } from "../../state/history-file.js";
import { FROZEN } from "./frozen.js";
import type { NativeLayout } from "./layout.js";
import { clusterMajorVersion } from "./postgres-cluster.js";
import { readServerRestarts } from "./postgres-restarts.js";
import { requireHere } from "./find-server.js";
import { configHash, type NativeServer } from "./server-process.js";
import { readServiceRecords, type ServiceRecord } from "./services-file.js";

interface NativeEnvironment {
  config: ResolvedConfig;
  layout: NativeLayout;
  servers: Readonly<Record<ServiceName, NativeServer>>;
}

/** The processes and files of this environment on the machine. Changes nothing. */
export async function observeNative({ config, layout, servers }: NativeEnvironment): Promise<Observation> {
  const records = await readServiceRecords(layout.servicesFile);
  const [services, majorVersion] = await Promise.all([
    eachServiceAsync((service) =>
      observeService({
        service,
        server: servers[service],
        record: records[service],
        layout,
        configuredPort: config[service].port,
      }),
    ),
    clusterMajorVersion(layout.dataDir),
  ]);
  return {
    services,
    data: {
      exists: majorVersion !== undefined,
      location: layout.dataDir,
      ...(majorVersion !== undefined && { majorVersion }),
    },
  };
}

interface ServiceLook {
  service: ServiceName;
  server: NativeServer;
  record: ServiceRecord | undefined;
  layout: NativeLayout;
  /** Where it most likely listens if there is no record of it. */
  configuredPort: number;
}

async function observeService(look: ServiceLook): Promise<ObservedService> {
  const { service, server, record, layout, configuredPort } = look;
  const sighting = await server.find();
  const view = requireHere(sighting, service);
  const seen = await readHistory(layout.historyFile, service);
  const software =
    record?.software ??
    (await ifInstalled(server.software())) ??
    `${SERVICE_TITLES[service]} (not installed)`;
  if (view === undefined) {
    const presence = record === undefined ? ({ kind: "absent" } as const) : await howItEnded(server);
    const history =
      presence.kind === "exited" ? [...seen, { type: "exited", at: new Date() } as const] : seen;
    return { service, software, history, presence };
  }
  const frozen = await isStopped(view.pid);
  const restarts = service === "postgres" ? await readServerRestarts(server, view.startedAt) : [];
  return {
    service,
    software,
    history: inOrder([...startIfUnknown(seen, view.startedAt), ...restarts]),
    presence: {
      kind: "running",
      ref: String(view.pid),
      startedAt: view.startedAt,
      endpoint: { host: "127.0.0.1", port: record?.port ?? configuredPort },
      isCurrent: record !== undefined && record.configHash === (await ifInstalled(configHash(server))),
      ...(sighting.kind === "here" &&
        sighting.isDataGone && { obsolete: "its data folder was removed while it ran" }),
      ...(frozen && { frozen: FROZEN }),
    },
  };
}

/** Servers and data are found, and servers stopped, also after their programs were uninstalled. */
async function ifInstalled(fact: Promise<string>): Promise<string | undefined> {
  return fact.catch((error: unknown) => {
    if (error instanceof InfraError && error.code === "IMAGE_UNAVAILABLE") return undefined;
    throw error;
  });
}

/** A shutdown of the machine asks servers to end, and so does a command that is killed before it can write it down. */
async function howItEnded(server: NativeServer) {
  return (await server.endedInOrder())
    ? ({ kind: "stopped", reason: "its process was stopped and not started again" } as const)
    : ({
        kind: "exited",
        reason: "its process ended unexpectedly (killed, crashed, or the machine lost power)",
      } as const);
}

/** A command that was killed right after the start did not write the start down. */
function startIfUnknown(history: readonly ServiceEvent[], startedAt: Date): readonly ServiceEvent[] {
  const last = history.findLast(({ type }) => type !== "probe-passed" && type !== "probe-failed");
  const toleranceMs = 5_000;
  const isAboutThisOne =
    (last?.type === "started" || last?.type === "restarted") &&
    last.at.getTime() > startedAt.getTime() - toleranceMs;
  if (isAboutThisOne) return history;
  // The system reports the time of a start with an error of up to a second; the start was after the end of the previous server.
  const at = last !== undefined && last.at > startedAt ? last.at : startedAt;
  return [...history, { type: "started", at }];
}

function inOrder(events: readonly ServiceEvent[]): ServiceEvent[] {
  return events.toSorted((a, b) => a.at.getTime() - b.at.getTime());
}
