import { PUBLISH_ADDRESS, RESTART_POLICY, STOP_TIMEOUT_SECONDS } from "../containers/container-rules.js";
import type { ContainerSpec } from "../containers/container-spec.js";
import { commandOf, initdbArguments } from "../containers/by-version.js";
import type { PostgresLayout } from "../containers/postgres-layout.js";
import type { Secret } from "../errors/secret.js";
import { goDuration } from "./go-duration.js";

/** Names of the environment's network and volume inside the Compose file. */
export const NETWORK_KEY = "default";
export const VOLUME_KEY = "postgres-data";

/**
 * A service as Compose has it after reading its file: every default written out, keys in the order of Compose's own
 * serialization. That order and these spellings are what Compose hashes, so they are not a matter of taste.
 */
export interface ComposeService {
  command: readonly string[];
  container_name: string;
  environment?: Readonly<Record<string, string | Secret>>;
  healthcheck: {
    test: readonly string[];
    timeout: string;
    interval: string;
    retries: number;
    start_period: string;
  };
  image: string;
  labels: Readonly<Record<string, string>>;
  networks: Readonly<Record<string, null>>;
  ports: readonly ComposePort[];
  restart?: string;
  shm_size?: string;
  stop_grace_period: string;
  tmpfs?: readonly string[];
  volumes?: readonly { type: "volume"; source: string; target: string }[];
}

interface ComposePort {
  mode: "ingress";
  host_ip: string;
  target: number;
  /** Absent: any free port. */
  published?: string;
  protocol: "tcp";
}

/** The service of a Compose file that makes the container which the specification describes. */
export function composeService(
  spec: ContainerSpec,
  options: {
    labels: Readonly<Record<string, string>>;
    /** Of the image, for PostgreSQL. */
    layout?: PostgresLayout;
  },
): ComposeService {
  const { labels, layout } = options;
  const environment = { ...spec.environment, ...(layout && initdbArguments(layout)) };
  const { cmd, interval, timeout, retries, startPeriod } = spec.healthcheck;
  return {
    command: commandOf(spec, layout),
    container_name: spec.name,
    ...(Object.keys(environment).length > 0 && { environment: sorted(environment) }),
    healthcheck: {
      test: ["CMD", ...cmd],
      timeout: goDuration(timeout),
      interval: goDuration(interval),
      retries,
      start_period: goDuration(startPeriod),
    },
    image: spec.image,
    labels: sorted(labels),
    networks: { [NETWORK_KEY]: null },
    ports: [
      {
        mode: "ingress",
        host_ip: PUBLISH_ADDRESS,
        target: spec.containerPort,
        published: String(spec.hostPort),
        protocol: "tcp",
      },
    ],
    restart: RESTART_POLICY,
    ...(spec.sharedMemoryBytes !== undefined && { shm_size: String(spec.sharedMemoryBytes) }),
    stop_grace_period: goDuration(STOP_TIMEOUT_SECONDS * 1000),
    ...(spec.memoryFolder !== undefined && { tmpfs: [spec.memoryFolder] }),
    ...(spec.volume !== undefined &&
      layout && { volumes: [{ type: "volume", source: VOLUME_KEY, target: layout.mountPath }] }),
  };
}

/** In the order of Go's maps when they are serialized: by the bytes of the key. */
function sorted<T>(map: Readonly<Record<string, T>>): Record<string, T> {
  const byBytes = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b));
  return Object.fromEntries(Object.entries(map).toSorted(([a], [b]) => byBytes(a, b)));
}
