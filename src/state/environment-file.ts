import { join } from "node:path";
import type { RuntimeKind, ValueSource } from "../config/resolved.js";
import { readFileIfAny, replaceFile } from "../system/files.js";

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
  /** Where data of it may be. A runtime is taken out by a reset on it. */
  places: Places;
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

/** A damaged record is ignored: the next `up` writes it again. */
function parseRecord(text: string): EnvironmentRecord | undefined {
  try {
    const record = JSON.parse(text) as Partial<EnvironmentRecord> | null;
    if (record === null || !isRuntime(record.runtime) || typeof record.createdAt !== "string")
      return undefined;
    const { volume, ...known } = record as EnvironmentRecord;
    const places = placesOf(record.places, record.runtime);
    return { ...known, ...(isVolumeName(volume) && { volume }), places };
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
