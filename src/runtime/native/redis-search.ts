import type { ResolvedConfig } from "../../config/resolved.js";
import type { InfraContext } from "../../events.js";
import { memoize } from "../../system/memoize.js";
import type { RedisLookup } from "./redis-binary/find-redis-server.js";

/** One search for the life of the runtime object: what `locate` has found is not searched again. */
export function redisSearch(config: ResolvedConfig, env: NodeJS.ProcessEnv, cacheDir: string) {
  const search = {
    ...(config.redis.binary !== undefined && { configured: config.redis.binary }),
    projectDir: config.projectDir,
    env,
    cacheDir,
  };
  let located: RedisLookup | undefined;
  const locate = memoize(async () => {
    const { locateRedisServer } = await import("./redis-binary/find-redis-server.js");
    const context = { emit: () => undefined, signal: AbortSignal.timeout(LOCATE_TIMEOUT_MS) };
    return (located = await locateRedisServer({ ...search, context }));
  });
  const find = memoize(async (context: InfraContext) => {
    if (located?.found) return located.server;
    const { findRedisServer } = await import("./redis-binary/find-redis-server.js");
    return findRedisServer({ ...search, fetch: true, context });
  });
  return { locate, find };
}

const LOCATE_TIMEOUT_MS = 10_000;
