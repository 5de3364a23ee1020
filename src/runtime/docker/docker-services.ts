import { STOP_TIMEOUT_SECONDS } from "../../containers/container-rules.js";
import { remoteMachine } from "../../engine/address.js";
import { containerLogs } from "../../engine/logs.js";
import { resumeContainer } from "../../engine/resume.js";
import { removeContainer, stopAndRemove } from "../../engine/stop-container.js";
import type { InfraContext } from "../../events.js";
import type { ServiceName } from "../../services/service.js";
import { memoize } from "../../system/memoize.js";
import { readHistory, recordIfPossible } from "../../state/history-file.js";
import type { ServiceRuntime } from "../runtime.js";
import { clientCommand } from "./client-command.js";
import { ourContainers, serviceOf } from "./containers.js";
import { requireDataOnVolume } from "./data-directory.js";
import { toServiceEvents } from "./engine-history.js";
import { engineMachine } from "./engine-machine.js";
import type { EngineView } from "./engine-view.js";
import { examineDocker } from "./examine.js";
import { untilExited } from "./exited.js";
import { dockerImageFacts } from "./image-facts.js";
import { ensureNetwork, removeNetworks } from "./network.js";
import { observeDocker } from "./observe.js";
import { recordProbe } from "./probe-record.js";
import { serviceStarter } from "./service-starter.js";

/** The services as containers. */
export function dockerServices(view: EngineView): ServiceRuntime {
  const { engine, config, env, historyFile } = view;
  const { client } = engine;
  const network = memoize(() => ensureNetwork(client, config));
  const remote = remoteMachine(engine.address);
  const stop = (service: ServiceName, context: InfraContext) => stopService(view, service, context);
  return {
    kind: "docker",
    ...(remote && { remote }),
    observe: () => observeAgain(view),
    examine: (observation) =>
      examineDocker({ engine, config, observation, findImage: (service) => view.imageOf(service) }),
    imageFacts: () => dockerImageFacts(client, config),

    fetch: async (services, context) => {
      await Promise.all(services.map((service) => view.fetchImage(service, context)));
    },

    start: serviceStarter(view, { network, stop }),

    confirm: async (service, { dataDirectory }) => {
      const container = await view.containerOf(service);
      if (dataDirectory === undefined || container === undefined) return;
      requireDataOnVolume(container, { directory: dataDirectory, login: config.postgres });
    },

    exited: async (service, signal) =>
      untilExited(client, { config, service, container: await view.containerOf(service), signal }),

    resume: async (service) => {
      const container = await view.containerOf(service);
      return container && resumeContainer(client, container.Id);
    },

    stop,

    removeShared: async (context) => {
      const helpers = (await ourContainers(client, config)).filter((each) => serviceOf(each) === undefined);
      await Promise.all(helpers.map(({ Id }) => removeContainer(client, Id)));
      await removeNetworks(client, config, context);
      network.forget();
    },

    machine: () => engineMachine(engine, config),

    recordProbe: async (service, probe) => {
      const [container, events] = await Promise.all([view.containerOf(service), view.events()]);
      const seen = { service, probe, container, engineEvents: toServiceEvents(events, service) };
      await recordIfPossible(() => recordProbe(historyFile, seen));
    },

    logs: async function* (service, options) {
      const [container] = await ourContainers(client, config, service);
      if (container) yield* containerLogs(client, container.Id, options);
    },

    client: async (service) =>
      clientCommand({ config, service, container: await view.containerOf(service), engine, env }),
  };
}

function observeAgain(view: EngineView): ReturnType<ServiceRuntime["observe"]> {
  view.forget();
  return observeDocker({
    engine: view.engine,
    config: view.config,
    containers: view.containers(),
    engineEvents: view.events(),
    remembered: (service) => readHistory(view.historyFile, service),
  });
}

async function stopService(
  view: EngineView,
  service: ServiceName,
  context: InfraContext,
): Promise<{ stopped: boolean }> {
  const { client } = view.engine;
  const own = await ourContainers(client, view.config, service);
  const work = own.map((container) =>
    stopAndRemove(client, container, { timeoutSeconds: STOP_TIMEOUT_SECONDS }),
  );
  await Promise.allSettled(work);
  const ran = await Promise.all(work);
  view.forget();
  const stopped = ran.includes(true);
  if (stopped) context.emit({ type: "service.stopped", service });
  return { stopped };
}
