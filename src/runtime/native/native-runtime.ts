import { createHash } from "node:crypto";
import { hostname } from "node:os";
import type { ResolvedConfig } from "../../config/resolved.js";
import { SERVICE_NAMES, SERVICE_TITLES, type ServiceName } from "../../services/service.js";
import { warnIfRefused } from "../../system/disk-full.js";
import { makeFolder } from "../../system/files.js";
import { memoize } from "../../system/memoize.js";
import { identify, type ProcessIdentity } from "../../system/process-identity.js";
import { reconcileLogin } from "../reconcile-login.js";
import type { Runtime } from "../runtime.js";
import { nativeBinaryFacts } from "./binary-facts.js";
import { examineNative } from "./examine.js";
import { appendHistory, readHistory, recordIfPossible, trimHistory } from "../history-file.js";
import { requireHere } from "./find-server.js";
import { resumeServer } from "./frozen.js";
import { nativeLayout } from "./layout.js";
import { listensOn, requireLoopback } from "./listening.js";
import { readLog } from "./log-files.js";
import { linesSince, markLogs, type LogMark } from "./log-since.js";
import { observeNative } from "./observe.js";
import { clearUnfinishedData } from "./postgres-cluster.js";
import { singleUserRunner } from "./postgres-single-user.js";
import { postgresServer, usableBinaries } from "./postgres-server.js";
import { cacheDirectory } from "./redis-binary/cache-directory.js";
import { redisSearch } from "./redis-search.js";
import { redisServer } from "./redis-server.js";
import { removeServerData } from "./remove-server-data.js";
import { findServerHome } from "./server-home.js";
import { untilServerEnded } from "./server-ended.js";
import { requireNoOtherUsers } from "./server-identity.js";
import { endViewed, type NativeServer } from "./server-process.js";
import { changeServiceRecord } from "./services-file.js";

/** PostgreSQL and Redis as processes of this machine, with everything they own below the environment's state folder. */
export async function createNativeRuntime(config: ResolvedConfig, env: NodeJS.ProcessEnv): Promise<Runtime> {
  const home = await findServerHome(config);
  const layout = nativeLayout(config.stateDir, home.folder);
  const cacheDir = cacheDirectory(env);
  const redisBinary = redisSearch(config, env, cacheDir);
  const binaries = memoize(() => usableBinaries(home, cacheDir));
  const servers: Record<ServiceName, NativeServer> = {
    postgres: postgresServer({ config, layout, home, binaries }),
    redis: redisServer({ config, layout, home, binary: redisBinary.find }),
  };
  const started: Partial<Record<ServiceName, ProcessIdentity>> = {};
  const logMarks: Partial<Record<ServiceName, LogMark>> = {};

  const configHash = async (service: ServiceName) =>
    createHash("sha256")
      .update(await servers[service].settings())
      .digest("hex");

  const findHere = async (service: ServiceName) => requireHere(await servers[service].find(), service);

  const findIdentity = async (service: ServiceName) => {
    const view = await findHere(service);
    return view && identify(view.pid);
  };

  const runtime: Runtime = {
    kind: "native",
    configHash,
    imageFacts: () => nativeBinaryFacts({ servers, cacheDir, locateRedis: redisBinary.locate }),
    observe: () => observeNative({ config, layout, servers }),
    examine: (observation) => examineNative({ observation, home, locateRedis: redisBinary.locate }),

    fetch: async (services, context) => {
      await Promise.all([
        services.includes("postgres") && binaries(),
        services.includes("redis") && redisBinary.find(context),
      ]);
    },

    start: async (service, observation, context) => {
      await requireNoOtherUsers(layout.stateDir);
      await makeFolder(layout.stateDir);
      const hash = await configHash(service);
      const again = observation.services[service].presence.is === "exited";
      const intent = {
        configHash: hash,
        port: config[service].port,
        software: await servers[service].software(),
        hostname: hostname(),
        dataDir: service === "postgres" ? layout.dataDir : layout.redisDataDir,
      };
      await changeServiceRecord(layout.servicesFile, service, intent);
      logMarks[service] = await markLogs(layout, service);
      const { process: process_, software, port } = await servers[service].start(context);
      started[service] = process_;
      await changeServiceRecord(layout.servicesFile, service, { ...intent, software, process: process_ });
      await appendHistory(layout.historyFile, service, {
        type: again ? "restarted" : "started",
        at: new Date(),
      });
      return { host: "127.0.0.1", port };
    },

    reconcileLogin: (missing, context) =>
      reconcileLogin(
        missing,
        {
          services: runtime,
          login: config.postgres,
          host: "127.0.0.1",
          dataDirectory: layout.dataDir,
          prepare: () => singleUserRunner({ layout, home, binaries }),
        },
        context,
      ),

    exited: async (service, signal) => {
      const identity = started[service] ?? (await findIdentity(service));
      const log = () => linesSince(layout, service, logMarks[service]);
      return untilServerEnded(identity, { log, signal });
    },

    resume: async (service) => resumeServer(await findHere(service)),

    listens: async (service, port) => listensOn(await findHere(service), port),

    stop: async (service, context) => {
      await requireNoOtherUsers(layout.stateDir);
      const view = await findHere(service);
      if (view !== undefined) {
        await endViewed(view, servers[service].stopSignals);
        context.emit({ type: "service.stopped", service });
      }
      delete started[service];
      await warnIfRefused(context, `That ${SERVICE_TITLES[service]} was stopped could not be recorded`, [
        () => servers[service].afterStop(),
        () => changeServiceRecord(layout.servicesFile, service, undefined),
        async () => view && appendHistory(layout.historyFile, service, { type: "stopped", at: new Date() }),
      ]);
      return { stopped: view !== undefined };
    },

    removeShared: (context) =>
      warnIfRefused(context, "Unfinished data could not be removed", [() => clearUnfinishedData(layout)]),

    removeData: async () => {
      await requireNoOtherUsers(layout.stateDir);
      const { data } = await runtime.observe();
      for (const service of SERVICE_NAMES) await findHere(service);
      await removeServerData(layout, home);
      return { removed: data.exists };
    },

    requireRemoved: async () => {
      const remains = await home.remainsOfEarlier();
      if (remains) throw remains;
    },

    confirm: async (service) => {
      const view = await findHere(service);
      if (view !== undefined) await requireLoopback(service, view);
    },

    machine: async () => ({ is: "this", dataPath: config.projectDir }),
    recordProbe: async (service, event) => {
      const last = (await readHistory(layout.historyFile, service)).at(-1);
      // A probe that passes like the one before says nothing new, and `status` may be called every second.
      if (event.type === "probe-passed" && last?.type === "probe-passed") return;
      await recordIfPossible(async () => {
        await trimHistory(layout.historyFile, event.at);
        await appendHistory(layout.historyFile, service, event);
      });
    },
    logs: (service, options) => readLog(() => servers[service].currentLog(), options),
    client: async () => undefined,
    // The npm package holds the server alone.
    pgDump: async () => undefined,
  };
  return runtime;
}
