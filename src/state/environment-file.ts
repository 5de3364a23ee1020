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
  return text === undefined ? undefined : parseRecord(text);
}

/** Damaged from outside, it is as if it were not there: the next `up` writes it anew. */
function parseRecord(text: string): EnvironmentRecord | undefined {
  try {
    const record = JSON.parse(text) as Partial<EnvironmentRecord> | null;
    return typeof record?.runtime === "string" ? (record as EnvironmentRecord) : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

export async function writeEnvironmentRecord(stateDir: string, record: EnvironmentRecord): Promise<void> {
  await atomicWrite(environmentFile(stateDir), `${JSON.stringify(record, undefined, 2)}\n`);
}
