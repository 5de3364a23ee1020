import { automaticPort } from "../../config/automatic-port.js";
import { withPort } from "../../config/derive.js";
import type { ResolvedConfig } from "../../config/resolved.js";
import { InfraError } from "../../errors/infra-error.js";
import { SERVICE_NAMES, SERVICE_TITLES, type ServiceName } from "../../services/service.js";
import {
  readEnvironmentRecord,
  writeEnvironmentRecord,
  type EnvironmentRecord,
  type KeptPorts,
} from "../../state/environment-file.js";
import { warnIfRefused } from "../../system/disk-full.js";
import type { Environment } from "./environment.js";

/**
 * The configuration with the ports that the last `up` used, where nothing newer sets them: an automatic port, or one that was
 * given for that command only.
 */
export function withKeptPorts(config: ResolvedConfig, record: EnvironmentRecord | undefined): ResolvedConfig {
  return SERVICE_NAMES.reduce((current, service) => withKeptPort(current, service, record?.ports), config);
}

function withKeptPort(config: ResolvedConfig, service: ServiceName, ports: KeptPorts = {}): ResolvedConfig {
  const kept = ports[service];
  const { port, portSetting } = config[service];
  if (kept === undefined) return config;
  const isGiven = ["flag", "environment"].includes(config.sources[`${service}.port`]?.kind ?? "");
  // `auto` for one command, or the variables that `up` wrote: the automatic port stays one.
  const isSame = kept.isAutomatic && (portSetting.isAutomatic || port === kept.port);
  if (isGiven ? !isSame : kept.instead !== portSetting.lasting) return config;
  if (isPortOfOther(config, service, kept.port)) return config;
  return {
    ...withPort(config, service, kept),
    sources: isGiven
      ? config.sources
      : {
          ...config.sources,
          [`${service}.port`]: { kind: "recorded", where: `the last start of ${config.name}` },
        },
  };
}

/** What {@link withKeptPorts} needs from the record. */
export function portsToKeep(config: ResolvedConfig): KeptPorts {
  const entries = SERVICE_NAMES.map((service) => {
    const { port, portSetting } = config[service];
    return [service, { port, instead: portSetting.lasting, isAutomatic: portSetting.isAutomatic }] as const;
  });
  return Object.fromEntries(entries.filter(([, { port, instead }]) => port !== instead));
}

/** A port that was given for one command ends with the environment that used it. */
export async function forgetGivenPorts({ config: { stateDir }, context }: Environment): Promise<void> {
  const record = await readEnvironmentRecord(stateDir);
  if (record?.ports === undefined) return;
  const kept = Object.entries(record.ports).filter(([, { isAutomatic }]) => isAutomatic);
  if (kept.length === Object.keys(record.ports).length) return;
  await warnIfRefused(context, "Could not record that the environment is stopped: its ports are used again", [
    () => writeEnvironmentRecord(stateDir, { ...record, ports: Object.fromEntries(kept) }),
  ]);
}

/**
 * Runs work that ends with PORT_IN_USE when a port is taken. For automatic ports it is done again with the next ones: a port
 * is taken by the server that listens on it, so two environments never have the same.
 */
export async function withAutomaticPorts<T>(
  environment: Environment,
  work: (environment: Environment) => Promise<T>,
): Promise<T> {
  const refused = new Set<number>();
  for (let current = environment; ;) {
    try {
      return await work(current);
    } catch (error) {
      const services = takenPortsOf(error);
      const isInfrasChoice = (service: ServiceName) => current.config[service].portSetting.isAutomatic;
      if (services.length === 0 || !services.every(isInfrasChoice) || refused.size > MAX_REFUSED) throw error;
      for (const service of services) current = withNextPort(current, service, refused);
    }
  }
}

const MAX_REFUSED = 50;

function withNextPort(environment: Environment, service: ServiceName, refused: Set<number>): Environment {
  const { config, context } = environment;
  const { port } = config[service];
  refused.add(port);
  const { projectDir, name } = config;
  const others = SERVICE_NAMES.filter((each) => each !== service).map((each) => config[each].port);
  const next = automaticPort({ projectDir, name, service }, new Set([...refused, ...others]));
  context.emit({
    type: "step",
    message: `Port ${port} is in use: ${SERVICE_TITLES[service]} uses port ${next} from now on`,
  });
  return { ...environment, config: withPort(config, service, { port: next, isAutomatic: true }) };
}

function takenPortsOf(error: unknown): ServiceName[] {
  if (!(error instanceof InfraError) || error.code !== "PORT_IN_USE") return [];
  const all = (error.details?.["ports"] ?? [error.details]) as readonly { service: ServiceName }[];
  return all.map(({ service }) => service);
}

function isPortOfOther(config: ResolvedConfig, service: ServiceName, port: number): boolean {
  return SERVICE_NAMES.some((each) => each !== service && config[each].port === port);
}
