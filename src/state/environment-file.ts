import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { RuntimeKind } from "../config/resolved.js";
import { atomicWrite } from "../system/atomic-write.js";

/** What this checkout remembers of an environment from its creation to its reset. */
export interface EnvironmentRecord {
  version: 1;
  name: string;
  /** The data lives with this runtime; another one would begin with an empty database. */
  runtime: RuntimeKind;
  /** ISO 8601 in UTC. */
  createdAt: string;
}

export function environmentFile(stateDir: string): string {
  return join(stateDir, "environment.json");
}

/** `undefined` when the environment was never created, or was reset. */
export async function readEnvironmentRecord(stateDir: string): Promise<EnvironmentRecord | undefined> {
  const path = environmentFile(stateDir);
  const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text) as EnvironmentRecord;
  } catch {
    // Damaged from outside; the runtime is found again by looking, and the next `up` writes the file anew.
    return undefined;
  }
}

export async function writeEnvironmentRecord(stateDir: string, record: EnvironmentRecord): Promise<void> {
  await atomicWrite(environmentFile(stateDir), `${JSON.stringify(record, undefined, 2)}\n`);
}
