import { join } from "node:path";
import type { RedisConfig, ResolvedConfig } from "../../config/resolved.js";
import type { InfraContext } from "../../events.js";
import { redisConfigFile, redisSettings } from "../../services/redis-settings.js";
import { readStats, makeFolder, removeFile, replaceFile, sweepTemporaryFiles } from "../../system/files.js";
import { findServer, programOf, type ServerTrace } from "./find-server.js";
import type { NativeLayout } from "./layout.js";
import { rotateLog } from "./log-files.js";
import { giveFile, makePassage } from "./ownership.js";
import { sharedRedis } from "./programs/shared-programs.js";
import type { RedisServer } from "./redis-binary/redis-server.js";
import { emptyOwned } from "./remove-owned.js";
import { serverEnvironment } from "./server-environment.js";
import type { ServerHome } from "./server-home.js";
import type { ServerLock } from "./server-lock.js";
import { spawnServer, type NativeServer } from "./server-process.js";
import { readServiceRecords } from "./services-file.js";
import { takeFolderLock, takeServerLock } from "./take-server-lock.js";

const STOP_SIGNALS = [
  { signal: "SIGTERM", graceMs: 30_000 },
  { signal: "SIGKILL", graceMs: 5_000 },
] as const;

interface RedisPlace {
  config: ResolvedConfig;
  layout: NativeLayout;
  home: ServerHome;
  /** The process environment, for PATH. */
  env: NodeJS.ProcessEnv;
  /** Finds the server, fetching it if need be. */
  binary: (context: InfraContext) => Promise<RedisServer>;
}

/** Redis (or Valkey) as a process of this machine. */
export function redisServer(place: RedisPlace): NativeServer {
  const { config, layout, home, env } = place;
  return {
    stopSignals: STOP_SIGNALS,
    find: async () => findServer(await traceOf(place)),
    software: async () => "Redis (chosen at the first start)",
    settings: async () => [config.redis.binary ?? "", configText(config.redis, layout)].join("\n"),
    // It takes its pid file away then; one that is killed cannot.
    endedInOrder: async () => (await readStats(layout.redisPidFile)) === undefined,
    start: async (context) => {
      const [found, disguise] = await Promise.all([place.binary(context), home.prepare()]);
      const { machineDir } = home;
      const server =
        machineDir === undefined ? found : await sharedRedis(found, { machineDir, signal: context.signal });
      const { identity } = disguise;
      const uid = identity.kind === "own-uid" ? identity.uid : undefined;
      const trace = await traceOf(place);
      const lock = await takeServerLock(trace);
      let folderLock: ServerLock | undefined;
      try {
        await makePassage(layout.redisDir, identity);
        if ((await readStats(layout.redisDataDir))?.isDirectory() === false)
          await removeFile(layout.redisDataDir);
        await makeFolder(layout.redisDataDir);
        folderLock = await takeFolderLock(trace, layout.redisDataDir);
        // Redis starts empty, even where a client asked it to save.
        await emptyOwned(layout.redisDataDir);
        await giveFile(layout.redisDataDir, uid);
        await sweepTemporaryFiles(layout.redisDir);
        await rotateLog(layout.redisLogFile);
        await replaceFile(layout.redisConfigFile, configText(config.redis, layout), { durable: false });
        await giveFile(layout.redisConfigFile, uid);
        const process_ = await spawnServer({
          command: server.path,
          args: [layout.redisConfigFile],
          cwd: layout.redisDataDir,
          env: serverEnvironment(env, server.env),
          disguise,
          logFile: layout.redisLogFile,
          locks: [lock, folderLock],
        });
        return { port: config.redis.port, software: softwareOf(server), process: process_ };
      } finally {
        await folderLock?.close();
        await lock?.close();
      }
    },
    afterStop: async () => {
      await removeFile(layout.redisPidFile);
    },
    currentLog: async () => layout.redisLogFile,
  };
}

/** Without a password, so on 127.0.0.1 only. */
function configText(config: RedisConfig, layout: NativeLayout): string {
  const settings = redisSettings(config, {
    bind: "127.0.0.1",
    port: config.port,
    daemonize: false,
    dir: layout.redisDataDir,
    pidfile: layout.redisPidFile,
    // Its output goes to the log file, which is not the server's own to open.
    logfile: "",
  });
  return redisConfigFile(settings);
}

function softwareOf(server: RedisServer): string {
  return `${server.flavour === "redis" ? "Redis" : "Valkey"} ${server.version} (${server.origin})`;
}

async function traceOf({ layout, home }: RedisPlace): Promise<ServerTrace> {
  const former = home.formerFolder === undefined ? [] : [join(home.formerFolder, "redis", "data")];
  return {
    service: "redis",
    dataDirs: [layout.redisDataDir, ...former],
    lockFile: layout.redisLockFile,
    record: (await readServiceRecords(layout.servicesFile)).redis,
    ...(home.uid !== undefined && { uid: home.uid }),
    isServer: (view) => /^(redis|valkey)-(server|check)/.test(programOf(view)),
  };
}
