import { createHash } from "node:crypto";
import { join } from "node:path";

/** The paths of one environment on the native runtime. All absolute. */
export interface NativeLayout {
  stateDir: string;
  /** Held by the running server; see `server-lock.ts`. In the checkout always, for everybody who uses it to see. */
  postgresLockFile: string;
  redisLockFile: string;
  postgresDir: string;
  /** PGDATA. */
  dataDir: string;
  /** Where `initdb` works; becomes {@link NativeLayout.dataDir} by a rename when it is complete. */
  newDataDir: string;
  /** What {@link NativeLayout.postgresDir} is called while it is being removed. */
  removedDir: string;
  /** Holds the password for as long as `initdb` needs to read it. */
  initdbPasswordFile: string;
  /** Output of the server before its log collector runs, and of `initdb`. */
  postgresStartupLog: string;
  postgresLogDir: string;
  redisDir: string;
  redisDataDir: string;
  redisConfigFile: string;
  /** In the data folder: the only one that the server writes to. */
  redisPidFile: string;
  redisLogFile: string;
  /** What was asked to run, and with which settings; see `services-file.ts`. */
  servicesFile: string;
  historyFile: string;
}

/**
 * @param stateDir the environment's folder in the checkout
 * @param serverFolder holds what belongs to the servers; another one where their user can't enter the checkout
 */
export function nativeLayout(stateDir: string, serverFolder = stateDir): NativeLayout {
  const postgresDir = join(serverFolder, "postgres");
  const redisDir = join(serverFolder, "redis");
  const redisDataDir = join(redisDir, "data");
  return {
    stateDir,
    postgresLockFile: join(stateDir, "postgres.lock"),
    redisLockFile: join(stateDir, "redis.lock"),
    postgresDir,
    dataDir: join(postgresDir, "data"),
    newDataDir: join(postgresDir, "data.new"),
    removedDir: join(serverFolder, "postgres.removed"),
    initdbPasswordFile: join(postgresDir, "initdb-password"),
    postgresStartupLog: join(postgresDir, "startup.log"),
    postgresLogDir: join(postgresDir, "log"),
    redisDir,
    redisDataDir,
    redisConfigFile: join(redisDir, "redis.conf"),
    redisPidFile: join(redisDataDir, "redis.pid"),
    redisLogFile: join(redisDir, "redis.log"),
    servicesFile: join(stateDir, "services.json"),
    historyFile: join(stateDir, "history.jsonl"),
  };
}

/**
 * Folder for PostgreSQL's socket: outside the checkout, whose path may be longer than a socket path can be (103 bytes on
 * macOS). The name holds a hash of the checkout, so that it is the same at every start and differs between checkouts. Not
 * in TMPDIR, which differs between one user's shells: each would find wrong settings of the server, and restart it.
 */
export function socketDirectory(stateDir: string, uid = process.getuid?.() ?? 0): string {
  const hash = createHash("sha256").update(stateDir).digest("hex").slice(0, 12);
  return join("/tmp", `infra-${uid}-${hash}`);
}
