import type { ResolvedConfig } from "../../config/resolved.js";
import type { InfraContext } from "../../events.js";
import type { RedisLookup } from "./redis-binary/find-redis-server.js";
import type { RedisServer } from "./redis-binary/redis-server.js";

/** One search for the life of the runtime object: what a look has found is not looked for again. */
export function redisSearch(config: ResolvedConfig, env: NodeJS.ProcessEnv, cacheDir: string) {
  const search = {
    ...(config.redis.binary !== undefined && { configured: config.redis.binary }),
    projectDir: config.projectDir,
    path: env.PATH ?? "",
    cacheDir,
  };
  let located: Promise<RedisLookup> | undefined;
  let found: Promise<RedisServer> | undefined;
  const locate = async () => {
    const { locateRedisServer } = await import("./redis-binary/find-redis-server.js");
    const context = { emit: () => undefined, signal: AbortSignal.timeout(LOCATE_TIMEOUT_MS) };
    return (located ??= locateRedisServer({ ...search, context }));
  };
  const find = async (context: InfraContext) => {
    const lookup = await located;
    if (lookup?.found) return lookup.server;
    const { findRedisServer } = await import("./redis-binary/find-redis-server.js");
    return (found ??= findRedisServer({ ...search, fetch: true, context }));
  };
  return { locate, find };
}

const LOCATE_TIMEOUT_MS = 10_000;
