import type { ResolvedConfig } from "../../config/resolved.js";
import type { ServiceName } from "../../services/service.js";
import { memoize } from "../../system/memoize.js";
import type { ProcessView } from "../../system/process-identity.js";
import { requireHere } from "./find-server.js";
import { nativeLayout, type NativeLayout } from "./layout.js";
import type { PostgresBinaries } from "./programs/postgres-binaries.js";
import { postgresServer, usableBinaries } from "./postgres-server.js";
import { cacheDirectory } from "./redis-binary/cache-directory.js";
import { redisSearch } from "./redis-search.js";
import { redisServer } from "./redis-server.js";
import { findServerHome, type ServerHome } from "./server-home.js";
import type { NativeServer } from "./server-process.js";

/** One environment of this machine: where its files are, and its two servers. */
export interface NativeEnvironment {
  config: ResolvedConfig;
  home: ServerHome;
  layout: NativeLayout;
  cacheDir: string;
  /** The process environment. */
  env: NodeJS.ProcessEnv;
  /** Of PostgreSQL, checked once. */
  binaries: () => Promise<PostgresBinaries>;
  redisBinary: ReturnType<typeof redisSearch>;
  servers: Readonly<Record<ServiceName, NativeServer>>;
  /** The process of a server that runs. Throws FOREIGN_OBJECT where it runs elsewhere (another namespace, machine or user). */
  findHere(service: ServiceName): Promise<ProcessView | undefined>;
}

export async function nativeEnvironment(
  config: ResolvedConfig,
  env: NodeJS.ProcessEnv,
): Promise<NativeEnvironment> {
  const home = await findServerHome(config);
  const layout = nativeLayout(config.stateDir, home.folder);
  const cacheDir = cacheDirectory(env);
  const binaries = memoize(() => usableBinaries(home, cacheDir));
  const redisBinary = redisSearch(config, env, cacheDir);
  const servers: Record<ServiceName, NativeServer> = {
    postgres: postgresServer({ config, layout, home, env, binaries }),
    redis: redisServer({ config, layout, home, env, binary: redisBinary.find }),
  };
  return {
    config,
    home,
    layout,
    cacheDir,
    env,
    binaries,
    redisBinary,
    servers,
    findHere: async (service) => requireHere(await servers[service].find(), service),
  };
}
