import type { ContainerSpec } from "./container-spec.js";
import { isOlder } from "./engine/engine.js";
import type { PostgresLayout } from "./postgres-layout.js";

export interface CreateOptions {
  /** Engine API that will read it. */
  apiVersion: string;
  /** Our own labels; the user's come from the spec and may not replace them. */
  labels: Readonly<Record<string, string>>;
  /** Of the image, for a service with a volume. */
  layout?: PostgresLayout;
}

/** Only the owner's machine may connect: the services trust whoever reaches them (Redis has no password). */
export const PUBLISH_ADDRESS = "127.0.0.1";

/** First version of the API that takes `StartInterval`. */
const START_INTERVAL_API = "1.44";

/** A container as `POST /containers/create` takes it. */
export function createBody(spec: ContainerSpec, { apiVersion, labels, layout }: CreateOptions): object {
  const port = `${spec.containerPort}/tcp`;
  const { cmd, interval, timeout, retries, startPeriod, startInterval } = spec.healthcheck;
  return {
    Image: spec.image,
    Cmd: spec.command,
    Env: environmentLines({ ...spec.environment, ...(layout && initdbArguments(layout)) }),
    Labels: { ...spec.labels, ...labels },
    ExposedPorts: { [port]: {} },
    Healthcheck: {
      Test: ["CMD", ...cmd],
      Interval: nanoseconds(interval),
      Timeout: nanoseconds(timeout),
      Retries: retries,
      StartPeriod: nanoseconds(startPeriod),
      ...(!isOlder(apiVersion, START_INTERVAL_API) && { StartInterval: nanoseconds(startInterval) }),
    },
    HostConfig: {
      NetworkMode: spec.network,
      PortBindings: { [port]: [{ HostIp: PUBLISH_ADDRESS, HostPort: String(spec.hostPort) }] },
      RestartPolicy: { Name: "unless-stopped" },
      Mounts: mounts(spec, layout),
      ...(spec.sharedMemoryBytes !== undefined && { ShmSize: spec.sharedMemoryBytes }),
    },
    NetworkingConfig: { EndpointsConfig: { [spec.network]: { Aliases: [spec.service] } } },
    StopTimeout: STOP_TIMEOUT_SECONDS,
  };
}

/** What `docker stop` by hand grants too. */
export const STOP_TIMEOUT_SECONDS = 30;

function mounts(spec: ContainerSpec, layout: PostgresLayout | undefined): object[] {
  return [
    ...(spec.volume !== undefined && layout
      ? [{ Type: "volume", Source: spec.volume, Target: layout.mountPath }]
      : []),
    ...(spec.memoryFolder === undefined ? [] : [{ Type: "tmpfs", Target: spec.memoryFolder }]),
  ];
}

/** First major version with the locale that sorts the same on every system (docs/decisions/0006). */
const FIRST_MAJOR_WITH_BUILTIN_LOCALE = 17;

/**
 * How the image's first boot makes the cluster. Nothing of a cluster that nobody has used yet needs to be forced to disk
 * file by file; that is done at once when it is ready.
 */
export function initdbArguments({ majorVersion }: Pick<PostgresLayout, "majorVersion">): {
  POSTGRES_INITDB_ARGS: string;
} {
  const locale =
    majorVersion !== undefined && majorVersion >= FIRST_MAJOR_WITH_BUILTIN_LOCALE
      ? ["--locale-provider=builtin", "--locale=C.UTF-8"]
      : [];
  return { POSTGRES_INITDB_ARGS: ["--encoding=UTF8", ...locale, "--no-sync"].join(" ") };
}

function environmentLines(environment: ContainerSpec["environment"]): string[] {
  return Object.entries(environment).map(
    ([name, value]) => `${name}=${typeof value === "string" ? value : value.reveal()}`,
  );
}

function nanoseconds(milliseconds: number): number {
  return milliseconds * 1_000_000;
}
