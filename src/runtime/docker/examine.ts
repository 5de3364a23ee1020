import type { ResolvedConfig } from "../../config/resolved.js";
import { SERVICE_NAMES, type ServiceName } from "../../services/service.js";
import { errorFinding } from "../error-finding.js";
import type { Finding, Observation } from "../runtime.js";
import { nameOf } from "../../engine/inspect.js";
import { ourContainers } from "./containers.js";
import { engineHostText } from "../../engine/address.js";
import type { ImageDetails } from "../../engine/api.js";
import type { Engine } from "../../engine/engine.js";
import { foreignObject } from "./foreign-object.js";
import { ownershipOf } from "../../containers/ownership.js";
import { incompatibleData, readData } from "./read-data.js";
import { objectsWithOurNames } from "./named-objects.js";
import { exposedAddresses, portHeldByContainer } from "../../engine/published-ports.js";
import { portTaken } from "./port-taken.js";
import { majorVersionOfTag, postgresLayout } from "../../containers/postgres-layout.js";
import { infra } from "../../system/own-command.js";

export interface ExamineOptions {
  engine: Engine;
  config: ResolvedConfig;
  observation: Observation;
  /** `undefined` when it has to be pulled. */
  findImage: (service: ServiceName) => Promise<ImageDetails | undefined>;
}

/** Findings of the engine about the environment. The worst comes first: `up` throws the first error. */
export async function examineDocker(options: ExamineOptions): Promise<Finding[]> {
  const [objects, ports, data, images, published] = await Promise.all([
    examineObjects(options),
    Promise.all(SERVICE_NAMES.map((service) => examinePort(options, service))),
    examineData(options),
    Promise.all(SERVICE_NAMES.map((service) => examineImage(options, service))),
    examinePublished(options),
  ]);
  return [describeEngine(options), ...objects, ...ports.flat(), ...data, ...images, ...published];
}

function describeEngine({ engine }: ExamineOptions): Finding {
  const address = engineHostText(engine.address);
  const message = `${engine.software}, API ${engine.apiVersion}, at ${address} (${engine.origin})`;
  return { check: "engine", severity: "ok", message };
}

async function examineObjects({ engine, config }: ExamineOptions): Promise<Finding[]> {
  const objects = await objectsWithOurNames(engine.client, config);
  return objects.map((object): Finding => {
    const error = foreignObject(object, config);
    const check = `${object.kind} ${object.name}`;
    return error ? errorFinding(check, error) : { check, severity: "ok", message: "ours" };
  });
}

/** A container that publishes our port; other programs are found by looking at the machine's ports. */
async function examinePort(
  { engine, config, observation }: ExamineOptions,
  service: ServiceName,
): Promise<Finding[]> {
  const { port } = config[service];
  const { presence } = observation.services[service];
  if (presence.kind === "running" && presence.endpoint.port === port) return [];
  const holder = await portHeldByContainer(engine.client, { port });
  if (holder === undefined || ownershipOf(holder, config).kind === "ours") return [];
  return [errorFinding(`port ${port}`, await portTaken({ config, service, holder }))];
}

async function examineData({ engine, config, observation, findImage }: ExamineOptions): Promise<Finding[]> {
  const { data } = observation;
  const check = "data";
  if (!data.exists) {
    return [{ check, severity: "ok", message: `no PostgreSQL data yet, created by: ${infra("up")}` }];
  }
  const ok: Finding = { check, severity: "ok", message: `PostgreSQL data in ${data.location}` };
  const image = await findImage("postgres");
  const layout = postgresLayout(image ?? {}, config.postgres.image);
  if (data.majorVersion !== undefined && data.majorVersion === layout.majorVersion) return [ok];
  // Without the image the volume cannot be read; then the label and the tag decide.
  const found = image
    ? await readData(engine.client, config, layout)
    : labelled(data.majorVersion, majorVersionOfTag(config.postgres.image));
  const error = incompatibleData(found, { config, layout });
  return [error ? errorFinding(check, error) : ok];
}

function labelled(majorVersion: number | undefined, wanted: number | undefined) {
  if (majorVersion === undefined || wanted === undefined) return [];
  return [{ folder: majorVersion >= 18 ? `${majorVersion}/docker` : ".", majorVersion }];
}

async function examineImage({ config, findImage }: ExamineOptions, service: ServiceName): Promise<Finding> {
  const { image } = config[service];
  const found = await findImage(service);
  const message = found ? "present" : `not present, pulled by: ${infra("up")}`;
  return { check: `image ${image}`, severity: "ok", message };
}

async function examinePublished({ engine, config }: ExamineOptions): Promise<Finding[]> {
  const containers = await ourContainers(engine.client, config);
  return containers.flatMap((container): Finding[] => {
    const open = exposedAddresses(container);
    if (open.length === 0) return [];
    return [
      {
        check: "published ports",
        severity: "warning",
        message: `${nameOf(container)} can be reached from other machines (published on ${open.join(", ")})`,
        fix: `${infra("down")} && ${infra("up")}`,
      },
    ];
  });
}
