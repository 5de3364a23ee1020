import { createHash } from "node:crypto";
import type { ResolvedConfig } from "../config/resolved.js";
import { Secret } from "../errors/secret.js";
import { firstStartNames } from "../services/first-start.js";
import { describePostgres, POSTGRES_DEFAULT_PORT } from "../services/postgres.js";
import { postgresArguments, postgresSettings } from "../services/postgres-settings.js";
import { describeRedis, REDIS_DEFAULT_PORT } from "../services/redis.js";
import { redisArguments, redisSettings } from "../services/redis-settings.js";
import type { InfraService, ServiceName } from "../services/service.js";

/** How a service's container is to be, as far as the configuration decides it. Knows nothing of engine or image. */
export interface ContainerSpec {
  service: ServiceName;
  name: string;
  image: string;
  command: readonly string[];
  environment: Readonly<Record<string, string | Secret>>;
  containerPort: number;
  /** On 127.0.0.1 of the engine's machine. */
  hostPort: number;
  network: string;
  /** Times in milliseconds. */
  healthcheck: InfraService["healthcheck"] & { startPeriod: number; startInterval: number };
  /** Named volume for data; where it is mounted follows from the image. */
  volume?: string;
  /** Folder that lives in memory. */
  memoryFolder?: string;
  sharedMemoryBytes?: number;
  /** Labels that the user adds to those of infra. */
  labels: Readonly<Record<string, string>>;
}

export function containerSpec(config: ResolvedConfig, service: ServiceName): ContainerSpec {
  switch (service) {
    case "postgres":
      return postgresSpec(config);
    case "redis":
      return redisSpec(config);
  }
}

/** If it differs, the container is recreated. It does not contain the owner, the version of infra or the abilities of the engine. */
export function configHash(spec: ContainerSpec): string {
  return createHash("sha256").update(JSON.stringify(spec, inFixedOrder)).digest("hex");
}

/** The engine's default of 64 MB is too little for parallel queries; memory is taken only as it is used. */
const POSTGRES_SHARED_MEMORY_BYTES = 256 * 1024 * 1024;

function postgresSpec(config: ResolvedConfig): ContainerSpec {
  const { postgres } = config;
  const first = firstStartNames(postgres);
  return {
    ...commonSpec(config, "postgres", describePostgres(config)),
    command: ["postgres", ...postgresArguments(postgresSettings(postgres, DECIDED))],
    environment: {
      POSTGRES_USER: first.user,
      POSTGRES_PASSWORD: postgres.password,
      POSTGRES_DB: first.database,
    },
    containerPort: POSTGRES_DEFAULT_PORT,
    volume: postgres.volume,
    sharedMemoryBytes: POSTGRES_SHARED_MEMORY_BYTES,
  };
}

function redisSpec(config: ResolvedConfig): ContainerSpec {
  return {
    ...commonSpec(config, "redis", describeRedis(config)),
    command: ["redis-server", ...redisArguments(redisSettings(config.redis))],
    environment: {},
    containerPort: REDIS_DEFAULT_PORT,
    // The image declares it as a volume, which would leave a nameless one behind at every start.
    memoryFolder: "/data",
  };
}

const START_INTERVAL_MS = 500;

function commonSpec(
  config: ResolvedConfig,
  service: ServiceName,
  { healthcheck }: Pick<InfraService, "healthcheck">,
): Pick<ContainerSpec, "service" | "name" | "image" | "hostPort" | "network" | "healthcheck" | "labels"> {
  return {
    service,
    name: config[service].container,
    image: config[service].image,
    hostPort: config[service].port,
    network: config.network,
    healthcheck: {
      ...healthcheck,
      startPeriod: config.health.expectedColdStartMs,
      startInterval: START_INTERVAL_MS,
    },
    labels: config.serviceLabels,
  };
}

/** What the published port, the engine's log and clients in the container rely on: ALTER SYSTEM can't change it here. */
const DECIDED = {
  listen_addresses: "*",
  port: POSTGRES_DEFAULT_PORT,
  unix_socket_directories: "/var/run/postgresql",
  log_destination: "stderr",
  logging_collector: false,
};

/** Keys of objects in order, and secrets with their value: a changed password is a changed container. */
function inFixedOrder(this: unknown, key: string, value: unknown): unknown {
  const original = (this as Record<string, unknown>)[key];
  if (original instanceof Secret) return original.reveal();
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
