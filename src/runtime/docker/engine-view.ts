import { join } from "node:path";
import type { ResolvedConfig } from "../../config/resolved.js";
import type { ContainerDetails, EngineEvent, ImageDetails } from "../../engine/api.js";
import type { Engine } from "../../engine/engine.js";
import { inspectImage } from "../../engine/inspect.js";
import type { InfraContext } from "../../events.js";
import { eachService, type ServiceName } from "../../services/service.js";
import { memoize } from "../../system/memoize.js";
import { ourContainers, serviceOf } from "./containers.js";
import { readEngineEvents } from "./engine-history.js";
import { pullImage } from "./image.js";

/** One environment on an engine, and what the engine says about it, asked once until it may have changed. */
export interface EngineView {
  engine: Engine;
  config: ResolvedConfig;
  /** Of the process: PATH, and where the docker client keeps its logins. */
  env: NodeJS.ProcessEnv;
  /** What probes saw, and what the engine will forget. */
  historyFile: string;
  /** All of the environment, helpers of interrupted commands too. */
  containers(): Promise<ContainerDetails[]>;
  containerOf(service: ServiceName): Promise<ContainerDetails | undefined>;
  events(): Promise<EngineEvent[]>;
  imageOf(service: ServiceName): Promise<ImageDetails | undefined>;
  /** The image, pulled where the engine does not have it. */
  fetchImage(service: ServiceName, context: InfraContext): Promise<ImageDetails>;
  /** Containers and events may have changed. */
  forget(): void;
}

export function engineView(
  config: ResolvedConfig,
  { env, engine }: { env: NodeJS.ProcessEnv; engine: Engine },
): EngineView {
  const { client } = engine;
  const events = memoize(() => readEngineEvents(engine, config));
  const containers = memoize(() => ourContainers(client, config));
  const images = eachService((service) => memoize(() => inspectImage(client, config[service].image)));
  return {
    engine,
    config,
    env,
    historyFile: join(config.stateDir, "docker-history.jsonl"),
    containers,
    containerOf: async (service) => (await containers()).find((each) => serviceOf(each) === service),
    events,
    imageOf: (service) => images[service](),
    fetchImage: async (service, context) => {
      const present = await images[service]();
      if (present !== undefined) return present;
      images[service].forget();
      return pullImage(client, { config, service, env, context });
    },
    forget: () => {
      events.forget();
      containers.forget();
    },
  };
}
