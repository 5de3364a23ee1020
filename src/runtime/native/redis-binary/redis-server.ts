import type { InfraContext } from "../../../events.js";

/** A server program that has just answered `--version` on this machine. */
export interface RedisServer {
  /**
   * What to run. Keep it as argv[0]: Debian's `redis-server` is a link to `redis-check-rdb`, one program that looks at
   * the name it was called by.
   */
  path: string;
  /** The file behind `path` with every link resolved: what the system names as the program of the running process. */
  executable: string;
  /** Variables the program needs in addition to the usual ones (`LD_LIBRARY_PATH`). */
  env: Readonly<Record<string, string>>;
  /** `7.0.15` */
  version: string;
  flavour: "redis" | "valkey";
  /** Where it was found, for people: `PATH`, `cache (redis-server 5:7.0.15-1~deb12u1)`. */
  origin: string;
}

export interface RedisSearch {
  /** Absolute path from the configuration (`redis.binary`). */
  configured?: string;
  /** Absolute path; packages installed there are looked at. */
  projectDir: string;
  /** The process environment: PATH, and proxies for what is fetched. */
  env: NodeJS.ProcessEnv;
  /** Absolute path of the folder shared by every project of this user; see `cacheDirectory`. */
  cacheDir: string;
  /** Whether a server may be fetched when none is there. */
  fetch: boolean;
  context: InfraContext;
}

/** One place that was looked at in vain. */
export interface Attempt {
  place: string;
  outcome: string;
  /** There was something, and it could not be used: worth a warning even when another place served. */
  broken: boolean;
}

export type SourceResult =
  /** `attempts`: what was passed over on the way to it. */
  | { found: true; server: RedisServer; attempts?: readonly Attempt[] }
  /** `final`: the user asked for exactly this place, so no other is tried. */
  | { found: false; attempts: readonly Attempt[]; final?: true };

/** A place where a server may come from. Throws only when the search is aborted. */
export type RedisSource = (search: RedisSearch) => Promise<SourceResult>;

/** Program names, in the order they are preferred. */
export const SERVER_NAMES = ["redis-server", "valkey-server"] as const;

export function notFound(place: string, outcome: string): SourceResult {
  return { found: false, attempts: [{ place, outcome, broken: false }] };
}

export function unusable(place: string, outcome: string): SourceResult {
  return { found: false, attempts: [{ place, outcome, broken: true }] };
}
