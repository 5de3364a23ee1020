import type { ImageFacts } from "../../images/compare.js";
import type { ServiceName } from "../../services/service.js";
import type { ProcessView } from "../../system/process-identity.js";
import { requireHere } from "./find-server.js";
import type { NativeServer } from "./server-process.js";
import { describeDifference, digestOf, type ProgramCheck } from "./programs/program-hashes.js";
import { checkPostgres } from "./programs/check-postgres.js";
import { checkRedis } from "./redis-binary/check-redis.js";
import type { RedisLookup } from "./redis-binary/find-redis-server.js";

export interface NativePrograms {
  servers: Readonly<Record<ServiceName, NativeServer>>;
  cacheDir: string;
  /** Looks for a Redis server without fetching one. */
  locateRedis: () => Promise<RedisLookup>;
}

/** Reads and hashes the programs on disk and those that run: 60 MB. Changes nothing. */
export async function nativeBinaryFacts({
  servers,
  cacheDir,
  locateRedis,
}: NativePrograms): Promise<ImageFacts[]> {
  const view = async (service: ServiceName): Promise<ProcessView | undefined> =>
    requireHere(await servers[service].find(), service);
  return [
    factsOf("postgres", await checkPostgres(await view("postgres"))),
    factsOf("redis", await checkRedis({ view: await view("redis"), cacheDir, locateRedis })),
  ];
}

function factsOf(service: ServiceName, check: ProgramCheck): ImageFacts {
  const { reference, found, running, from, expected, unchecked } = check;
  const difference = expected && found && describeDifference(expected, found);
  const runningDifference = expected && running && describeDifference(expected, running);
  return {
    service,
    reference,
    pinned: { from, ...(expected && { digest: digestOf(expected) }) },
    ...(found && { digests: [digestOf(found)] }),
    ...(running && { runningDigests: [digestOf(running)] }),
    ...(difference !== undefined && { difference }),
    ...(runningDifference !== undefined && { runningDifference }),
    ...(unchecked !== undefined && { unchecked }),
  };
}
