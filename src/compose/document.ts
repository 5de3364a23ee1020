import { testConfig } from "../config/derive.js";
import type { ResolvedConfig } from "../config/resolved.js";
import { containerLabels, LABELS, ownLabels, volumeLabels } from "../containers/labels.js";
import { containerSpec } from "../containers/container-spec.js";
import { postgresLayout } from "../containers/postgres-layout.js";
import { Secret } from "../errors/secret.js";
import type { ServiceName } from "../services/service.js";
import { composeProject } from "./labels.js";
import { type ComposeService, composeService, NETWORK_KEY, VOLUME_KEY } from "./service.js";

/** A Compose file as data. `$` in texts is doubled, as Compose requires. */
export interface ComposeDocument {
  name: string;
  services: Readonly<Record<string, ComposeService | ComposeTestService>>;
  networks: Readonly<Record<string, NamedObject>>;
  volumes: Readonly<Record<string, NamedObject>>;
}

type ComposeTestService = ComposeService & { profiles: readonly string[] };

interface NamedObject {
  name: string;
  labels: Readonly<Record<string, string>>;
}

/** The profile with the throw-away services. */
const TEST_PROFILE = "test";

/**
 * The environment as a Compose file: what the Docker runtime makes of the same configuration, and a profile with
 * temporary services. The place of the volume follows from the name of the image, because no engine is queried.
 */
export function composeDocument(config: ResolvedConfig): ComposeDocument {
  const layout = postgresLayout({}, config.postgres.image);
  // Only Compose manages it.
  const throwAway = testConfig(config);
  return escaped({
    name: composeProject(config),
    services: {
      postgres: service(config, "postgres"),
      redis: service(config, "redis"),
      "postgres-test": testService(throwAway, "postgres"),
      "redis-test": testService(throwAway, "redis"),
    },
    networks: {
      [NETWORK_KEY]: { name: config.network, labels: ownLabels(config) },
      [TEST_PROFILE]: { name: throwAway.network, labels: ownLabels(throwAway) },
    },
    volumes: {
      [VOLUME_KEY]: { name: config.postgres.volume, labels: volumeLabels(config, layout) },
    },
  });
}

function service(config: ResolvedConfig, name: ServiceName): ComposeService {
  const spec = containerSpec(config, name);
  const layout = name === "postgres" ? { layout: postgresLayout({}, spec.image) } : {};
  return readable(composeService(spec, { labels: containerLabels(config, spec), ...layout }));
}

/** Nothing of it outlives its containers, and it never meets the real one: other names, any ports, data in memory. */
function testService(config: ResolvedConfig, name: ServiceName): ComposeTestService {
  const { volume, ...spec } = containerSpec(config, name);
  const layout = volume === undefined ? undefined : postgresLayout({}, spec.image);
  const labels = { ...spec.labels, ...ownLabels(config), [LABELS.service]: name };
  const memoryFolder = layout ? { memoryFolder: layout.mountPath } : {};
  const { restart: _, ...definition } = readable(
    composeService({ ...spec, ...memoryFolder }, { labels, ...(layout && { layout }) }),
  );
  return {
    profiles: [TEST_PROFILE],
    ...definition,
    networks: { [TEST_PROFILE]: null },
    ports: definition.ports.map(({ published: _any, ...port }) => port),
  };
}

/** First what it is. The order in the file is for people; Compose has its own. */
function readable({ image, container_name, ...rest }: ComposeService): ComposeService {
  return { image, container_name, ...rest };
}

/** Compose replaces `$NAME` in every text by a variable; two of them stand for one. */
function escaped<T>(value: T): T {
  return escapedValue(value) as T;
}

function escapedValue(value: unknown): unknown {
  if (typeof value === "string") return value.replaceAll("$", "$$$$");
  if (value instanceof Secret) return new Secret(value.reveal().replaceAll("$", "$$$$"));
  if (Array.isArray(value)) return value.map(escapedValue);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, escapedValue(each)]));
}
