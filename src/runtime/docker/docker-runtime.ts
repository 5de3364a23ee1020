import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { ResolvedConfig } from "../../config/resolved.js";
import type { InfraContext } from "../../events.js";
import { createDatabase } from "../../services/postgres.js";
import type { ServiceName } from "../../services/service.js";
import { appendHistory, readHistory, trimHistory } from "../history-file.js";
import type { LogOptions, Runtime } from "../runtime.js";
import { clientCommand } from "./client-command.js";
import { configHash, containerSpec } from "./container-spec.js";
import { inspectContainer, ourContainers, removeContainer, serviceOf, stopAndRemove } from "./containers.js";
import { PUBLISH_ADDRESS } from "./create-body.js";
import { requireDataOnVolume } from "./data-directory.js";
import { readEngineEvents, toServiceEvents } from "./engine-history.js";
import type { EngineEvent, ImageDetails } from "./engine/api.js";
import type { Engine } from "./engine/engine.js";
import { findEngine } from "./engine/find-engine.js";
import { engineDataFolder } from "./engine-machine.js";
import { examineDocker } from "./examine.js";
import { untilExited } from "./exited.js";
import { flushToDisk } from "./flush-to-disk.js";
import { ensureImage } from "./image.js";
import { containerLogs } from "./logs.js";
import { ensureNetwork, removeNetworks } from "./network.js";
import { observeDocker } from "./observe.js";
import { repairLogin } from "./reconcile-login.js";
import { startService, type StartedContainer } from "./start-service.js";
import { once } from "./once.js";
import { removeVolume } from "./volume.js";

/** PostgreSQL and Redis as containers of an engine, found by the environment's variables when it is first needed. */
export function createDockerRuntime(config: ResolvedConfig, env: NodeJS.ProcessEnv): Runtime {
  const connection = once<Engine>();
  const engine = () => connection.get(() => findEngine(env, new AbortController().signal));
  const network = once<void>();
  const dataFolder = once<string | undefined>();
  const engineEvents = once<EngineEvent[]>();
  const images: Partial<Record<ServiceName, Promise<ImageDetails>>> = {};
  const started: Partial<Record<ServiceName, StartedContainer>> = {};
  let dataIsNew = false;
  const historyFile = join(config.stateDir, "docker-history.jsonl");

  const image = async (service: ServiceName, context: InfraContext) =>
    (images[service] ??= ensureImage((await engine()).client, { config, service, context }));
  const recentEvents = async () => {
    const found = await engine();
    return engineEvents.get(() => readEngineEvents(found, config));
  };
  const containersOf = async (service: ServiceName) =>
    ourContainers((await engine()).client, config, service);

  const runtime: Runtime = {
    kind: "docker",
    configHash: async (service) => configHash(containerSpec(config, service)),

    observe: async () => {
      engineEvents.forget();
      const found = await engine();
      // Slow on some engines and wanted soon: asked beside the rest. A failure comes up when it is wanted.
      void dataFolder.get(() => engineDataFolder(found)).catch(() => undefined);
      return observeDocker({
        engine: found,
        config,
        engineEvents: recentEvents(),
        remembered: (service) => readHistory(historyFile, service),
      });
    },

    examine: async (observation) => examineDocker({ engine: await engine(), config, observation }),

    fetch: async (services, context) => {
      await Promise.all(services.map((service) => image(service, context)));
    },

    start: async (service, { services, data }, context) => {
      const found = await engine();
      if (services[service].presence.is === "exited") await runtime.stop(service, context);
      const container = await startService({
        engine: found,
        config,
        service,
        image: await image(service, context),
        network: network.get(() => ensureNetwork(found.client, config)),
        dataExists: data.exists,
        dataMajorVersion: data.majorVersion,
        signal: context.signal,
      });
      started[service] = container;
      dataIsNew = service === "postgres" ? !data.exists : dataIsNew;
      engineEvents.forget();
      return container.endpoint;
    },

    confirm: async (service, endpoint) => {
      const { client } = await engine();
      const container = await inspectContainer(client, started[service]?.id ?? config[service].container);
      if (service !== "postgres" || container === undefined) return;
      await requireDataOnVolume(container, { endpoint, login: config.postgres });
      if (dataIsNew) await flushToDisk(client, container.Id);
    },

    reconcileLogin: async (missing, context) => {
      const endpoint = { host: PUBLISH_ADDRESS, port: config.postgres.port };
      if (missing === "database-missing") return createDatabase(endpoint, config.postgres);
      context.emit({
        type: "step",
        message: "Setting the configured user and password in the existing PostgreSQL data",
      });
      const before = await runtime.observe();
      await runtime.stop("postgres", context);
      await repairLogin((await engine()).client, { config, image: await image("postgres", context) });
      await runtime.start("postgres", before, context);
    },

    exited: async (service, signal) =>
      untilExited((await engine()).client, {
        find: async () => started[service]?.id ?? (await containersOf(service))[0]?.Id,
        signal,
      }),

    stop: async (service, context) => {
      const { client } = await engine();
      const ran = await Promise.all(
        (await containersOf(service)).map((container) => stopAndRemove(client, container)),
      );
      delete started[service];
      engineEvents.forget();
      const stopped = ran.includes(true);
      if (stopped) context.emit({ type: "service.stopped", service });
      return { stopped };
    },

    removeShared: async (context) => {
      const { client } = await engine();
      const left = (await ourContainers(client, config)).filter((each) => serviceOf(each) === undefined);
      await Promise.all(left.map(({ Id }) => removeContainer(client, Id)));
      await removeNetworks(client, config, context);
      network.forget();
    },

    removeData: async () => {
      const result = await removeVolume((await engine()).client, config);
      await rm(historyFile, { force: true });
      return result;
    },

    dataPath: async () => {
      const found = await engine();
      return (await dataFolder.get(() => engineDataFolder(found))) ?? config.projectDir;
    },

    recordProbe: async (service, event) => {
      const known = await readHistory(historyFile, service);
      const seen = new Set(known.map(({ type, at }) => `${type} ${at.getTime()}`));
      const fresh = toServiceEvents(await recentEvents(), service).filter(
        ({ type, at }) => !seen.has(`${type} ${at.getTime()}`),
      );
      // A probe that passes like the one before says nothing new, and `status` may be called every second.
      const repeated =
        event.type === "probe-passed" && (fresh.at(-1) ?? known.at(-1))?.type === "probe-passed";
      await trimHistory(historyFile, event.at);
      for (const each of repeated ? fresh : [...fresh, event])
        await appendHistory(historyFile, service, each);
    },

    logs: (service, options) => serviceLogs(service, options),

    client: async (service) => clientCommand({ config, service, address: (await engine()).address, env }),
  };
  return runtime;

  async function* serviceLogs(service: ServiceName, options: LogOptions): AsyncGenerator<string> {
    const [container] = await containersOf(service);
    if (container) yield* containerLogs((await engine()).client, container.Id, options);
  }
}
