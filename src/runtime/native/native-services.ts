import { hostname } from "node:os";
import type { InfraContext } from "../../events.js";
import type { ServiceEvent } from "../../services/service-state.js";
import { SERVICE_TITLES, type ServiceName } from "../../services/service.js";
import { warnIfRefused } from "../../system/disk-full.js";
import { makeFolder } from "../../system/files.js";
import { identify, type ProcessIdentity } from "../../system/process-identity.js";
import { appendHistory, appendProbe, readHistory, recordIfPossible } from "../../state/history-file.js";
import type { Endpoint, Observation, ServiceRuntime } from "../runtime.js";
import { nativeBinaryFacts } from "./binary-facts.js";
import { examineNative } from "./examine.js";
import { resumeServer } from "./frozen.js";
import { listensOn, requireLoopback } from "./listening.js";
import { readLog } from "./log-files.js";
import { linesSince, markLogs, type LogMark } from "./log-since.js";
import type { NativeEnvironment } from "./native-environment.js";
import { observeNative } from "./observe.js";
import { clearUnfinishedData } from "./postgres-cluster.js";
import { untilServerEnded } from "./server-ended.js";
import { requireNoOtherUsers } from "./server-identity.js";
import { configHash, endViewed } from "./server-process.js";
import { changeServiceRecord } from "./services-file.js";

/** The services as processes. */
export function nativeServices(environment: NativeEnvironment): ServiceRuntime {
  const { config, home, layout, cacheDir, binaries, redisBinary, servers } = environment;
  const started: StartedServers = { processes: {}, logMarks: {} };
  return {
    kind: "native",
    imageFacts: () => nativeBinaryFacts({ servers, cacheDir, locateRedis: redisBinary.locate }),
    observe: () => observeNative({ config, layout, servers }),
    examine: (observation) => examineNative({ observation, home, locateRedis: redisBinary.locate }),

    fetch: async (services, context) => {
      await Promise.all([
        services.includes("postgres") && binaries(),
        services.includes("redis") && redisBinary.find(context),
      ]);
    },

    start: (service, observation, context) =>
      startServer(environment, started, { service, observation, context }),

    exited: async (service, signal) => {
      const identity = started.processes[service] ?? (await findIdentity(environment, service));
      const log = () => linesSince(layout, service, started.logMarks[service]);
      return untilServerEnded(identity, { log, signal });
    },

    resume: async (service) => resumeServer(await environment.findHere(service)),

    listens: async (service, port) => listensOn(await environment.findHere(service), port),

    stop: (service, context) => stopServer(environment, started, { service, context }),

    removeShared: (context) =>
      warnIfRefused(context, "Unfinished data could not be removed", [() => clearUnfinishedData(layout)]),

    confirm: async (service) => {
      const view = await environment.findHere(service);
      if (view !== undefined) await requireLoopback(service, view);
    },

    machine: async () => ({ kind: "this", dataPath: config.projectDir }),

    recordProbe: (service, event) => recordProbe(layout.historyFile, service, event),
    logs: (service, options) => readLog(() => servers[service].currentLog(), options),
    client: async () => undefined,
  };
}

/** What this process started, and where the logs ended before. */
interface StartedServers {
  processes: Partial<Record<ServiceName, ProcessIdentity>>;
  logMarks: Partial<Record<ServiceName, LogMark>>;
}

async function startServer(
  { config, layout, servers }: NativeEnvironment,
  started: StartedServers,
  {
    service,
    observation,
    context,
  }: { service: ServiceName; observation: Observation; context: InfraContext },
): Promise<Endpoint> {
  await requireNoOtherUsers(layout.stateDir);
  await makeFolder(layout.stateDir);
  const hash = await configHash(servers[service]);
  const again = observation.services[service].presence.kind === "exited";
  const intent = {
    configHash: hash,
    port: config[service].port,
    software: await servers[service].software(),
    hostname: hostname(),
    dataDir: service === "postgres" ? layout.dataDir : layout.redisDataDir,
  };
  await changeServiceRecord(layout.servicesFile, service, intent);
  started.logMarks[service] = await markLogs(layout, service);
  const { process: process_, software, port } = await servers[service].start(context);
  started.processes[service] = process_;
  await changeServiceRecord(layout.servicesFile, service, { ...intent, software, process: process_ });
  await appendHistory(layout.historyFile, service, {
    type: again ? "restarted" : "started",
    at: new Date(),
  });
  return { host: "127.0.0.1", port };
}

async function stopServer(
  environment: NativeEnvironment,
  started: StartedServers,
  { service, context }: { service: ServiceName; context: InfraContext },
): Promise<{ stopped: boolean }> {
  const { layout, servers } = environment;
  await requireNoOtherUsers(layout.stateDir);
  const view = await environment.findHere(service);
  if (view !== undefined) {
    await endViewed(view, servers[service].stopSignals);
    context.emit({ type: "service.stopped", service });
  }
  delete started.processes[service];
  await warnIfRefused(context, `That ${SERVICE_TITLES[service]} was stopped could not be recorded`, [
    () => servers[service].afterStop(),
    () => changeServiceRecord(layout.servicesFile, service, undefined),
    async () => view && appendHistory(layout.historyFile, service, { type: "stopped", at: new Date() }),
  ]);
  return { stopped: view !== undefined };
}

async function findIdentity(
  environment: NativeEnvironment,
  service: ServiceName,
): Promise<ProcessIdentity | undefined> {
  const view = await environment.findHere(service);
  return view && identify(view.pid);
}

async function recordProbe(file: string, service: ServiceName, probe: ServiceEvent): Promise<void> {
  const last = (await readHistory(file, service)).at(-1);
  await recordIfPossible(() => appendProbe(file, { service, probe, last }));
}
