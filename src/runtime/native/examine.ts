import { InfraError } from "../../errors/infra-error.js";
import { fileLimit } from "../../system/shortage.js";
import { errorFinding } from "../error-finding.js";
import type { Finding, Observation } from "../runtime.js";
import type { RedisLookup } from "./redis-binary/find-redis-server.js";
import type { ServerHome } from "./server-home.js";
import { locatePostgresBinaries } from "./programs/postgres-binaries.js";
import { infra } from "../../system/own-command.js";

interface ExamineOptions {
  observation: Observation;
  home: Pick<ServerHome, "remainsOfEarlier">;
  /** Looks for a Redis server without fetching one. */
  locateRedis: () => Promise<RedisLookup>;
}

/** Findings of this machine about running the environment natively. */
export async function examineNative(options: ExamineOptions): Promise<Finding[]> {
  return [
    ...(await examineLimits()),
    ...(await examineEarlier(options)),
    ...(await examinePostgres(options)),
    ...(await examineRedis(options)),
  ];
}

async function examineEarlier({ home }: ExamineOptions): Promise<Finding[]> {
  const remains = await home.remainsOfEarlier();
  if (remains === undefined) return [];
  const { message, hint } = remains;
  return [
    { check: "earlier checkout", severity: "warning", message, ...(hint !== undefined && { fix: hint }) },
  ];
}

/** PostgreSQL reserves 58 and does not start without them; Redis reserves 32 and one for each client. */
const FILES_NEEDED = 128;

async function examineLimits(): Promise<Finding[]> {
  const limit = await fileLimit();
  if (limit === undefined || limit >= FILES_NEEDED) return [];
  const error = new InfraError(
    "RESOURCES_EXHAUSTED",
    `Not enough file descriptors to start the servers: ${limit} allowed, ${FILES_NEEDED} needed`,
    { hint: "Raise the limit and run the command again: ulimit -n 1024", details: { limit } },
  );
  return [errorFinding("file descriptors", error)];
}

async function examinePostgres({ observation }: ExamineOptions): Promise<Finding[]> {
  try {
    const binaries = await locatePostgresBinaries();
    const found: Finding = { check: "postgres binaries", severity: "ok", message: binaries.origin };
    return [found, ...examineData(observation, binaries.majorVersion)];
  } catch (error) {
    if (!(error instanceof InfraError)) throw error;
    return [errorFinding("postgres binaries", error)];
  }
}

/** PostgreSQL ends paths at 1024 bytes, and needs some of them for the files below. */
const LONGEST_PATH = 900;

function examineData({ data }: Observation, majorVersion: number): Finding[] {
  const length = Buffer.byteLength(data.location);
  if (length > LONGEST_PATH) {
    const error = new InfraError(
      "USAGE",
      `The path of the data is too long for PostgreSQL: ${length} bytes, ${LONGEST_PATH} allowed`,
      { hint: "Move the project to a folder with a shorter path", details: { path: data.location } },
    );
    return [errorFinding("data", error)];
  }
  if (!data.exists)
    return [{ check: "data", severity: "ok", message: `no PostgreSQL data yet, created by: ${infra("up")}` }];
  if (data.majorVersion === majorVersion) {
    return [
      { check: "data", severity: "ok", message: `PostgreSQL ${majorVersion} data in ${data.location}` },
    ];
  }
  const error = new InfraError(
    "DATA_INCOMPATIBLE",
    `Data in ${data.location} is from PostgreSQL ${data.majorVersion ?? "unknown"}, but this is PostgreSQL ${majorVersion}`,
    {
      hint:
        `Keep the data: dump it with PostgreSQL ${data.majorVersion ?? "of that version"}, then load it after a reset. ` +
        `Or delete it: ${infra("reset")} && ${infra("up")}`,
    },
  );
  return [errorFinding("data", error)];
}

async function examineRedis({ observation, locateRedis }: ExamineOptions): Promise<Finding[]> {
  // A running server needs no search, which would start programs to read their version.
  if (observation.services.redis.presence.kind === "running") {
    return [{ check: "redis binary", severity: "ok", message: observation.services.redis.software }];
  }
  try {
    const lookup = await locateRedis();
    if (lookup.found) {
      const { path, version } = lookup.server;
      return [{ check: "redis binary", severity: "ok", message: `${path} (${version})` }];
    }
    return [
      {
        check: "redis binary",
        severity: "ok",
        message: `no Redis or Valkey server on this machine yet; where the system allows, one is fetched by: ${infra("up")}`,
        fix: lookup.hint,
      },
    ];
  } catch (error) {
    if (!(error instanceof InfraError)) throw error;
    return [errorFinding("redis binary", error)];
  }
}
