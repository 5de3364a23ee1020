import { Secret } from "../errors/secret.js";
import { automaticPort } from "./automatic-port.js";
import type { LoadedConfigFile } from "./config-file.js";
import { prefixOf, stateDirOf, variablePrefixOf } from "./names.js";
import type { ResolvedPaths } from "./paths.js";
import type { Project } from "./project.js";
import type { CheckoutIdentity, PortSetting, ResolvedConfig } from "./resolved.js";
import type { MergedSettings } from "./rules.js";

/** The configuration as every command takes it. All checks have passed. */
export function assemble({
  merged: { values, sources },
  paths,
  project,
  checkout,
  file,
  lastingPorts,
  warnings,
  ignored,
}: {
  merged: MergedSettings;
  lastingPorts: Record<"postgres" | "redis", PortSetting["lasting"]>;
  paths: ResolvedPaths;
  project: Project;
  checkout: CheckoutIdentity | undefined;
  file: LoadedConfigFile | undefined;
  warnings: readonly string[];
  ignored: readonly string[];
}): ResolvedConfig {
  const ports = numberedPorts(values, project);
  return {
    name: values.name,
    prefix: prefixOf(values.name),
    variablePrefix: variablePrefixOf(values.name),
    projectDir: project.directory,
    projectInode: project.inode,
    ...(checkout === undefined ? {} : { checkout }),
    stateDir: stateDirOf(project.directory, values.name),
    preset: values.preset,
    runtime: values.runtime,
    network: values.network,
    postgres: {
      image: values["postgres.image"],
      container: values["postgres.container"],
      volume: values["postgres.volume"],
      port: ports.postgres,
      portSetting: settingOf("postgres"),
      user: values["postgres.user"],
      password: new Secret(values["postgres.password"]),
      database: values["postgres.database"],
      extensions: values["postgres.extensions"],
      serverSettings: values["postgres.serverSettings"],
      durability: values["postgres.durability"],
    },
    redis: {
      image: values["redis.image"],
      container: values["redis.container"],
      port: ports.redis,
      portSetting: settingOf("redis"),
      ...(paths.redisBinary === undefined ? {} : { binary: paths.redisBinary }),
      serverSettings: values["redis.serverSettings"],
    },
    health: {
      timeoutMs: values["health.timeoutMs"],
      intervalMs: values["health.intervalMs"],
      probeTimeoutMs: values["health.probeTimeoutMs"],
      retries: values["health.retries"],
      expectedColdStartMs: values["health.expectedColdStartMs"],
    },
    migrations: {
      directory: paths.migrationsDirectory,
      onUp: values["migrations.onUp"],
      lockTimeoutMs: values["migrations.lockTimeoutMs"],
      statementTimeoutMs: values["migrations.statementTimeoutMs"],
      waitMs: values["migrations.waitMs"],
      schemaFile: paths.schemaFile,
    },
    seeds: { directory: paths.seedsDirectory },
    connection: { envFile: paths.envFile },
    resources: {
      minFreeMemMB: values["resources.minFreeMemMB"],
      minFreeDiskMB: values["resources.minFreeDiskMB"],
    },
    lockTimeoutMs: values.lockTimeoutMs,
    serviceLabels: values.serviceLabels,
    ...(file === undefined ? {} : { configFile: file.path }),
    sources,
    warnings,
    ignored,
  };
  function settingOf(service: "postgres" | "redis"): PortSetting {
    return { lasting: lastingPorts[service], isAutomatic: values[`${service}.port`] === "auto" };
  }
}

function numberedPorts(values: MergedSettings["values"], { directory: projectDir }: Project) {
  const number = (service: "postgres" | "redis", other: number | "auto") => {
    const port = values[`${service}.port`];
    if (port !== "auto") return port;
    const owner = { projectDir, name: values.name, service };
    return automaticPort(owner, new Set(other === "auto" ? [] : [other]));
  };
  const postgres = number("postgres", values["redis.port"]);
  return { postgres, redis: number("redis", postgres) };
}
