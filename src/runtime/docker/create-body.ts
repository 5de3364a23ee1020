import { PUBLISH_ADDRESS, RESTART_POLICY, STOP_TIMEOUT_SECONDS } from "../../containers/container-rules.js";
import type { ContainerSpec } from "../../containers/container-spec.js";
import { commandOf, initdbArguments } from "../../containers/by-version.js";
import { isOlder } from "../../engine/engine.js";
import type { PostgresLayout } from "../../containers/postgres-layout.js";

export interface CreateOptions {
  /** Engine API that will read it. */
  apiVersion: string;
  labels: Readonly<Record<string, string>>;
  /** Of the image, for a service with a volume. */
  layout?: PostgresLayout;
}

/** First version of the API that takes `StartInterval`. */
const START_INTERVAL_API = "1.44";

/** A container as `POST /containers/create` takes it. */
export function createBody(spec: ContainerSpec, { apiVersion, labels, layout }: CreateOptions): object {
  const port = `${spec.containerPort}/tcp`;
  const { cmd, interval, timeout, retries, startPeriod, startInterval } = spec.healthcheck;
  return {
    Image: spec.image,
    Cmd: commandOf(spec, layout),
    Env: environmentLines({ ...spec.environment, ...(layout && initdbArguments(layout)) }),
    Labels: labels,
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
      RestartPolicy: { Name: RESTART_POLICY },
      Mounts: mounts(spec, layout),
      ...(spec.sharedMemoryBytes !== undefined && { ShmSize: spec.sharedMemoryBytes }),
    },
    NetworkingConfig: { EndpointsConfig: { [spec.network]: { Aliases: [spec.service] } } },
    StopTimeout: STOP_TIMEOUT_SECONDS,
  };
}

function mounts(spec: ContainerSpec, layout: PostgresLayout | undefined): object[] {
  return [
    ...(spec.volume !== undefined && layout
      ? [{ Type: "volume", Source: spec.volume, Target: layout.mountPath }]
      : []),
    ...(spec.memoryFolder === undefined ? [] : [{ Type: "tmpfs", Target: spec.memoryFolder }]),
  ];
}

function environmentLines(environment: ContainerSpec["environment"]): string[] {
  return Object.entries(environment).map(
    ([name, value]) => `${name}=${typeof value === "string" ? value : value.reveal()}`,
  );
}

function nanoseconds(milliseconds: number): number {
  return milliseconds * 1_000_000;
}
