import { join } from "node:path";
import type { ResolvedConfig } from "../../config/resolved.js";
import type { InfraContext } from "../../events.js";
import type { ServiceName } from "../../services/service.js";
import { appendHistory, readHistory, recordIfPossible } from "../history-file.js";
import { reconcileLogin } from "../reconcile-login.js";
import type { Runtime } from "../runtime.js";
import { clientCommand } from "./client-command.js";
import { configHash, containerSpec } from "../../containers/container-spec.js";
import { ourContainers, serviceOf } from "./containers.js";
import { removeContainer, stopAndRemove } from "../../engine/stop-container.js";
import { PUBLISH_ADDRESS, STOP_TIMEOUT_SECONDS } from "../../containers/container-rules.js";
import { postgresLayout } from "../../containers/postgres-layout.js";
import { requireDataOnVolume } from "./data-directory.js";
import { readEngineEvents, toServiceEvents } from "./engine-history.js";
import { engineMachine } from "./engine-machine.js";
import { remoteMachine } from "../../engine/address.js";
import type { Engine } from "../../engine/engine.js";
import { examineDocker } from "./examine.js";
import { untilExited } from "./exited.js";
import { dockerImageFacts } from "./image-facts.js";
import { inspectImage } from "../../engine/inspect.js";
import { pullImage } from "./image.js";
import { containerLogs } from "../../engine/logs.js";
import { ensureNetwork, removeNetworks } from "./network.js";
import { observeDocker } from "./observe.js";
import { memoize } from "../../system/memoize.js";
import { recordProbe, removeProbeRecord } from "./probe-record.js";
import { singleUserRunner } from "./single-user.js";
import { resumeContainer } from "../../engine/resume.js";
import { startService, type StartedContainer } from "./start-service.js";
import { pgDumpInContainer } from "./pg-dump.js";
import { requireRemoved } from "./require-removed.js";
import { removeVolume } from "./volume.js";

/** PostgreSQL and Redis as containers of an engine that has answered. */
export function createDockerRuntime(
  config: ResolvedConfig,
  { env, engine }: { env: NodeJS.ProcessEnv; engine: Engine },
): Runtime {
  const { client } = engine;
  const historyFile = join(config.stateDir, "docker-history.jsonl");
  const network = memoize(() => ensureNetwork(client, config));
  const engineEvents = memoize(() => readEngineEvents(engine, config));
  const containers = memoize(() => ourContainers(client, config));
  const images = {
    postgres: memoize(() => inspectImage(client, config.postgres.image)),
    redis: memoize(() => inspectImage(client, config.redis.image)),
  };
  const started: Partial<Record<ServiceName, StartedContainer>> = {};
  let postgresStart: Promise<unknown> = Promise.resolve();

  const image = async (service: ServiceName, context: InfraContext) => {
    const present = await images[service]();
    if (present !== undefined) return present;
    images[service].forget();
    return pullImage(client, { config, service, env, context });
  };
  const currentContainer = async (service: ServiceName) =>
    (await containers()).find((each) => serviceOf(each) === service);
  /** What was seen is out of date, or will be at once. */
  const lookAgain = () => {
    engineEvents.forget();
    containers.forget();
  };

  /** A killed command's helper may still work on the volume. A server in another container cannot see that. */
  const endHelpers = async () => {
    const helpers = (await containers()).filter((each) => serviceOf(each) === undefined);
    const atWork = helpers.filter(({ State }) => State.Running);
    await Promise.all(atWork.map(({ Id }) => removeContainer(client, Id)));
  };

  const remote = remoteMachine(engine.address);
  const runtime: Runtime = {
    kind: "docker",
    ...(remote && { remote }),
    configHash: async (service) => configHash(containerSpec(config, service)),

    observe: async () => {
      lookAgain();
      return observeDocker({
        engine,
        config,
        containers: containers(),
        engineEvents: engineEvents(),
        remembered: (service) => readHistory(historyFile, service),
      });
    },

    examine: (observation) =>
      examineDocker({ engine, config, observation, findImage: (service) => images[service]() }),

    imageFacts: () => dockerImageFacts(client, config),

    fetch: async (services, context) => {
      await Promise.all(services.map((service) => image(service, context)));
    },

    start: async (service, { services, data }, context) => {
      const { presence } = services[service];
      if (service === "postgres") await endHelpers();
      // A container that is there and does not run has the name that the new one needs.
      if (presence.is === "stopped" || presence.is === "exited") await runtime.stop(service, context);
      const work = startService({
        engine,
        config,
        service,
        image: image(service, context),
        network: network(),
        mayStart: async () => {
          // Two containers that start at once take twice as long each, and PostgreSQL has work to do afterwards.
          if (service !== "postgres") await postgresStart;
        },
        data,
        isLocal: remote === undefined,
        signal: context.signal,
      });
      if (service === "postgres") postgresStart = Promise.allSettled([work]);
      const container = await work;
      started[service] = container;
      if (presence.is === "exited") {
        await appendHistory(historyFile, service, { type: "restarted", at: container.startedAt });
      }
      lookAgain();
      return container.endpoint;
    },

    confirm: async (service, { dataDirectory }) => {
      const container = await currentContainer(service);
      if (dataDirectory === undefined || container === undefined) return;
      requireDataOnVolume(container, { directory: dataDirectory, login: config.postgres });
    },

    reconcileLogin: async (missing, context) => {
      const layout = postgresLayout(await image("postgres", context), config.postgres.image);
      const { dataDirectory } = layout;
      const prepare = async () => singleUserRunner(client, { config, layout });
      const login = config.postgres;
      await reconcileLogin(
        missing,
        { runtime, login, host: PUBLISH_ADDRESS, dataDirectory, prepare },
        context,
      );
    },

    exited: async (service, signal) =>
      untilExited(client, { config, service, container: await currentContainer(service), signal }),

    resume: async (service) => {
      const container = await currentContainer(service);
      return container && resumeContainer(client, container.Id);
    },

    stop: async (service, context) => {
      const own = await ourContainers(client, config, service);
      const work = own.map((container) =>
        stopAndRemove(client, container, { timeoutSeconds: STOP_TIMEOUT_SECONDS }),
      );
      await Promise.allSettled(work);
      const ran = await Promise.all(work);
      delete started[service];
      lookAgain();
      const stopped = ran.includes(true);
      if (stopped) context.emit({ type: "service.stopped", service });
      return { stopped };
    },

    removeShared: async (context) => {
      const helpers = (await ourContainers(client, config)).filter((each) => serviceOf(each) === undefined);
      await Promise.all(helpers.map(({ Id }) => removeContainer(client, Id)));
      await removeNetworks(client, config, context);
      network.forget();
    },

    removeData: async (context) => {
      const result = await removeVolume(client, config);
      await removeProbeRecord(historyFile, context);
      return result;
    },

    requireRemoved: () => requireRemoved(client, config),
    machine: () => engineMachine(engine, config),

    recordProbe: async (service, probe) => {
      const [container, events] = await Promise.all([currentContainer(service), engineEvents()]);
      const seen = { service, probe, container, engineEvents: toServiceEvents(events, service) };
      await recordIfPossible(() => recordProbe(historyFile, seen));
    },

    logs: async function* (service, options) {
      const [container] = await ourContainers(client, config, service);
      if (container) yield* containerLogs(client, container.Id, options);
    },

    client: async (service) =>
      clientCommand({ config, service, container: await currentContainer(service), engine, env }),

    pgDump: async (args, signal) => {
      const container = await currentContainer("postgres");
      return container && pgDumpInContainer(client, { container, login: config.postgres, args, signal });
    },
  };
  return runtime;
}
