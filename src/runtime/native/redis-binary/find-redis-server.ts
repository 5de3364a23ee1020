import { InfraError } from "../../../errors/infra-error.js";
import { aptSource } from "./apt-source.js";
import { cacheSource } from "./cache-source.js";
import { configuredSource } from "./configured-source.js";
import { readDistribution } from "./distribution.js";
import { homebrewFetchSource, homebrewSource } from "./homebrew-source.js";
import { installHint } from "./install-hint.js";
import { npmSource } from "./npm-source.js";
import { pathSource } from "./path-source.js";
import type { Attempt, RedisSearch, RedisServer, RedisSource } from "./redis-server.js";

export type RedisLookup =
  | { found: true; server: RedisServer; attempts: readonly Attempt[] }
  /** `hint`: what the user can do, with the command for this system. */
  | { found: false; attempts: readonly Attempt[]; hint: string };

const PLACES: readonly RedisSource[] = [configuredSource, pathSource, cacheSource, npmSource, homebrewSource];
const FETCHES: readonly RedisSource[] = [aptSource, homebrewFetchSource];

/**
 * Finds a Redis or Valkey server that runs on this machine and, where that is allowed, fetches one into the cache.
 * Programs that exist but do not work are reported as warnings.
 *
 * @throws InfraError IMAGE_UNAVAILABLE naming every place tried, why it failed, and what to install
 */
export async function findRedisServer(search: RedisSearch): Promise<RedisServer> {
  const lookup = await tryInTurn(search.fetch ? [...PLACES, ...FETCHES] : PLACES, search);
  if (!lookup.found) throw unavailable(lookup);
  for (const { place, outcome, broken } of lookup.attempts) {
    if (broken) search.context.emit({ type: "warning", message: `Redis from ${place} not used: ${outcome}` });
  }
  return lookup.server;
}

/** The same search without any download and without a change to the machine. */
export async function locateRedisServer(search: Omit<RedisSearch, "fetch">): Promise<RedisLookup> {
  return tryInTurn(PLACES, { ...search, fetch: false });
}

/** Sources in order until one has a server. Exported for tests. */
export async function tryInTurn(sources: readonly RedisSource[], search: RedisSearch): Promise<RedisLookup> {
  const attempts: Attempt[] = [];
  for (const source of sources) {
    search.context.signal.throwIfAborted();
    const result = await source(search);
    attempts.push(...(result.attempts ?? []));
    if (result.found) return { found: true, server: result.server, attempts };
    if (result.final) break;
  }
  return { found: false, attempts, hint: installHint(await readDistribution()) };
}

function unavailable({ attempts, hint }: Extract<RedisLookup, { found: false }>): InfraError {
  const lines = attempts.map(({ place, outcome }) => `  ${place}: ${outcome.replaceAll("\n", "\n    ")}`);
  return new InfraError("IMAGE_UNAVAILABLE", ["Redis server is not available; tried", ...lines].join("\n"), {
    hint,
    details: { attempts },
  });
}
