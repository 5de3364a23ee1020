import { join } from "node:path";
import type { RuntimeKind, ValueSource } from "../config/resolved.js";
import { InfraError } from "../errors/infra-error.js";
import { readFileIfAny, replaceFile } from "../system/files.js";
import { pathError } from "../system/path-error.js";

/** The record of an environment in this checkout, from its creation to its reset. */
export interface EnvironmentRecord {
  version: 1;
  name: string;
  /** What gave the name at the last `up`. Absent in records of older versions. */
  nameFrom?: ValueSource["kind"];
  /** The runtime that has the data; another one would start with an empty database. */
  runtime: RuntimeKind;
  /** ISO 8601 in UTC. */
  createdAt: string;
  /** Volume with the data, if it was ever on an engine: a later configuration may give another name. */
  volume?: string;
  /** Ports that differ from what `.env`, the config file or the preset sets. */
  ports?: KeptPorts;
  /** Where data of it may be. A runtime is taken out by a reset on it. */
  places: Places;
}

export type KeptPorts = Partial<Record<"postgres" | "redis", KeptPort>>;

interface KeptPort {
  port: number;
  /** What was set then in `.env`, the config file or the preset. Another value there ends the use of this port. */
  instead: number | "auto";
  /** Chosen by infra: kept until the reset. A port of a flag or variable is kept until the environment is stopped. */
  isAutomatic: boolean;
}

/** `in-use`: servers may run there. `left`: the environment moved away, and its servers there were stopped. */
type Places = Partial<Record<RuntimeKind, "in-use" | "left">>;

export function environmentFile(stateDir: string): string {
  return join(stateDir, "environment.json");
}

/** `undefined` when the environment was never created, or was reset. */
export async function readEnvironmentRecord(stateDir: string): Promise<EnvironmentRecord | undefined> {
  const text = await readFileIfAny(environmentFile(stateDir));
  return text === undefined ? undefined : parseRecord(text);
}

/** The same; an unreadable record counts as lost, like a damaged one: a command that depends on it reports it. */
export async function readEnvironmentRecordIfReadable(
  stateDir: string,
): Promise<EnvironmentRecord | undefined> {
  return readEnvironmentRecord(stateDir).catch((error: unknown) => {
    if (!(error instanceof InfraError) && pathError(error) === undefined) throw error;
    return undefined;
  });
}

/** A damaged record is ignored: the next `up` writes it again. */
function parseRecord(text: string): EnvironmentRecord | undefined {
  try {
    const record = JSON.parse(text) as Partial<EnvironmentRecord> | null;
    if (record === null || !isRuntime(record.runtime) || typeof record.createdAt !== "string")
      return undefined;
    // The order of the keys is that of a new record, so that equal records are equal as text.
    const { volume, ports, places: written, ...known } = record as EnvironmentRecord;
    const places = placesOf(written, known.runtime);
    return {
      ...known,
      ...(isVolumeName(volume) && { volume }),
      ...(ports && { ports: portsOf(ports) }),
      places,
    };
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Older versions wrote none: there is one place then, the runtime. */
function placesOf(places: unknown, runtime: RuntimeKind): Places {
  if (typeof places !== "object" || places === null) return { [runtime]: "in-use" };
  return Object.fromEntries(
    Object.entries(places).filter(([kind, use]) => isRuntime(kind) && (use === "in-use" || use === "left")),
  );
}

function portsOf(ports: unknown): KeptPorts {
  const entries = typeof ports === "object" && ports !== null ? Object.entries(ports) : [];
  return Object.fromEntries(entries.filter(([, kept]) => isKeptPort(kept)));
}

function isKeptPort(kept: unknown): kept is KeptPort {
  if (typeof kept !== "object" || kept === null) return false;
  const { port, instead, isAutomatic } = kept as Partial<KeptPort>;
  return isPort(port) && (instead === "auto" || isPort(instead)) && typeof isAutomatic === "boolean";
}

function isPort(port: unknown): boolean {
  return typeof port === "number" && Number.isInteger(port) && port >= 1 && port <= 65_535;
}

/** It becomes a part of a path of the engine's API. */
function isVolumeName(volume: unknown): boolean {
  return typeof volume === "string" && /^[a-zA-Z0-9][a-zA-Z0-9_.-]*$/.test(volume);
}

function isRuntime(kind: unknown): kind is RuntimeKind {
  return kind === "docker" || kind === "native" || kind === "swarm";
}

export async function writeEnvironmentRecord(stateDir: string, record: EnvironmentRecord): Promise<void> {
  await replaceFile(environmentFile(stateDir), `${JSON.stringify(record, undefined, 2)}\n`);
}
