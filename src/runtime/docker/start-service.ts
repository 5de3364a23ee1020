import { composeContainerLabels } from "../../compose/labels.js";
import type { ResolvedConfig } from "../../config/resolved.js";
import { containerLabels } from "../../containers/labels.js";
import { PUBLISH_ADDRESS, STOP_TIMEOUT_SECONDS } from "../../containers/container-rules.js";
import { InfraError } from "../../errors/infra-error.js";
import { portTakenError } from "../../services/port-taken-error.js";
import type { ServiceName } from "../../services/service.js";
import { waitUntil } from "../../system/wait-until.js";
import type { Endpoint, ObservedData } from "../runtime.js";
import { containerSpec, type ContainerSpec } from "../../containers/container-spec.js";
import { containerObject } from "./containers.js";
import { inspectContainer } from "../../engine/inspect.js";
import { removeContainer, stopAndRemove } from "../../engine/stop-container.js";
import { createBody } from "./create-body.js";
import type { ContainerDetails, ImageDetails } from "../../engine/api.js";
import type { Engine } from "../../engine/engine.js";
import { EngineError, isStatus } from "../../engine/engine-error.js";
import { foreignObject } from "./foreign-object.js";
import { findData, incompatibleData } from "./read-data.js";
import { exposedAddresses, portHeldByContainer } from "../../engine/published-ports.js";
import { portTaken } from "./port-taken.js";
import { postgresLayout, type PostgresLayout } from "../../containers/postgres-layout.js";
import { ensureVolume } from "./volume.js";

export interface StartOptions {
  engine: Engine;
  config: ResolvedConfig;
  service: ServiceName;
  image: Promise<ImageDetails>;
  /** Settles when the network is there. The container is made meanwhile, where the engine does that. */
  network: Promise<void>;
  /** Called when the container is made; it is started when this settles. */
  mayStart(): Promise<void>;
  /** The volume as it was before; its version is what the label says. */
  data: ObservedData;
  /** Whether the engine's machine is this one, so that the holder of a port can be seen from here. */
  isLocal: boolean;
  signal: AbortSignal;
}

/** A service's container that runs. */
export interface StartedContainer {
  endpoint: Endpoint;
  startedAt: Date;
}

/** Creates and starts a service's container. Leaves no container behind if it throws. */
export async function startService(options: StartOptions): Promise<StartedContainer> {
  const { engine, config, service, signal } = options;
  const spec = containerSpec(config, service);
  const layout =
    service === "postgres" ? postgresLayout(await options.image, config.postgres.image) : undefined;
  if (layout) await ensureVolume(engine.client, config, layout.majorVersion);
  signal.throwIfAborted();
  const id = await createContainer(options, spec, layout);
  try {
    if (layout) await refuseIncompatibleData(options, id, layout);
    await options.network;
    await options.mayStart();
    signal.throwIfAborted();
    await startContainer(options, id);
    const container = await inspectContainer(engine.client, id);
    if (container === undefined) throw new Error(`container ${spec.name} was removed while it started`);
    refuseOpenPorts(container, spec);
    return {
      endpoint: { host: PUBLISH_ADDRESS, port: spec.hostPort },
      startedAt: new Date(container.State.StartedAt),
    };
  } catch (error) {
    await removeContainer(engine.client, id);
    throw error;
  }
}

const NAME_TIMEOUT_MS = 15_000;

/** Takes the name over from a container of ours that an interrupted command left; a foreign container stays. */
async function createContainer(
  { engine, config, signal, image, network }: StartOptions,
  spec: ContainerSpec,
  layout: PostgresLayout | undefined,
): Promise<string> {
  const { client, apiVersion } = engine;
  const labels = containerLabels(config, spec);
  const withLayout = layout ? { layout } : {};
  const imageId = (await image).Id;
  const forCompose = composeContainerLabels(config, { spec, labels, imageId, ...withLayout });
  const body = createBody(spec, { apiVersion, labels: { ...labels, ...forCompose }, ...withLayout });
  let networkIsThere = false;
  let refusal: unknown;
  const id = await waitUntil(
    async () => {
      try {
        const query = { name: spec.name };
        const created = { method: "POST", path: "/containers/create", query, body } as const;
        return (await client.json<{ Id: string }>(created)).Id;
      } catch (error) {
        if (!(error instanceof EngineError)) throw error;
        if (!networkIsThere) {
          // Podman makes no container for a network that is still to come.
          await network;
          networkIsThere = true;
          return undefined;
        }
        if (isStatus(error, 400, 404)) throw error;
        const holder = await inspectContainer(client, spec.name);
        // The name is free: either its holder was just removed, or the engine reported another conflict.
        if (holder === undefined && !isStatus(error, 409)) throw error;
        if (holder !== undefined) await clearName(holder);
        refusal = error;
        return undefined;
      }
    },
    { timeoutMs: NAME_TIMEOUT_MS, intervalMs: 20, maxIntervalMs: 300, signal },
  );
  if (id === undefined) throw new Error(`container ${spec.name} could not be created`, { cause: refusal });
  return id;

  async function clearName(holder: ContainerDetails): Promise<void> {
    const foreign = foreignObject(containerObject(holder), config);
    if (foreign) throw foreign;
    await stopAndRemove(client, holder, { timeoutSeconds: STOP_TIMEOUT_SECONDS });
  }
}

/** A label may be missing or wrong; then the data itself is asked, before a server sees it. */
async function refuseIncompatibleData(
  { engine, config, data }: StartOptions,
  containerId: string,
  layout: PostgresLayout,
): Promise<void> {
  if (!data.exists) return;
  if (data.majorVersion !== undefined && data.majorVersion === layout.majorVersion) return;
  const found = await findData(engine.client, containerId, layout);
  const error = incompatibleData(found, { config, layout });
  if (error) throw error;
}

async function startContainer({ engine, config, service, isLocal }: StartOptions, id: string): Promise<void> {
  try {
    await engine.client.json({ method: "POST", path: `/containers/${id}/start` });
  } catch (error) {
    if (!(error instanceof EngineError) || !isPortRefusal(error)) throw error;
    const holder = await portHeldByContainer(engine.client, { port: config[service].port, except: id });
    if (holder === undefined && isLocal) throw await portTakenError(config, service, error);
    throw await portTaken({ config, service, holder, cause: error });
  }
}

function isPortRefusal({ reason }: EngineError): boolean {
  return /port is already allocated|address already in use|ports are not available/i.test(reason);
}

/** Other users of the machine and of the network must not reach services without authentication. */
function refuseOpenPorts(container: ContainerDetails, spec: ContainerSpec): void {
  const open = exposedAddresses(container);
  if (open.length === 0) return;
  throw new InfraError(
    "UNEXPECTED",
    `The engine published ${spec.name} on ${open.join(", ")} instead of ${PUBLISH_ADDRESS}; the container was removed`,
    { hint: "Find the setting of the engine that changes the address of published ports, and remove it" },
  );
}
