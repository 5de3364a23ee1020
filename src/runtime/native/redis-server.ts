import { existsSync } from "node:fs";
import { mkdir, readFile, rm } from "node:fs/promises";
import { basename } from "node:path";
import type { RedisConfig, ResolvedConfig } from "../../config/resolved.js";
import { atomicWrite, sweepTemporaryFiles } from "../../system/atomic-write.js";
import { processesWorkingIn, viewProcess, type ProcessView } from "../../system/process-identity.js";
import { resolvedPath } from "../../system/safe-path.js";
import type { InfraContext } from "../../events.js";
import type { NativeLayout } from "./layout.js";
import { rotateLog } from "./log-files.js";
import type { RedisServer } from "./redis-binary/redis-server.js";
import { spawnServer, viewIdentity, type NativeServer } from "./server-process.js";
import { readServiceRecords } from "./services-file.js";

const STOP_SIGNALS = [
  { signal: "SIGTERM", graceMs: 30_000 },
  { signal: "SIGKILL", graceMs: 5_000 },
] as const;

/**
 * Redis (or Valkey) as a process of this machine.
 *
 * @param binary finds the server, fetching it if need be
 */
export function redisServer(
  config: ResolvedConfig,
  layout: NativeLayout,
  binary: (context: InfraContext) => Promise<RedisServer>,
): NativeServer {
  return {
    stopSignals: STOP_SIGNALS,
    find: () => findRedis(layout),
    software: async () => "Redis (chosen at the first start)",
    settings: async () => [config.redis.binary ?? "", configText(config.redis, layout)].join("\n"),
    // It takes its pid file away then; one that is killed cannot.
    endedInOrder: async () => !existsSync(layout.redisPidFile),
    start: async (context) => {
      const server = await binary(context);
      await mkdir(layout.redisDir, { recursive: true, mode: 0o700 });
      // Redis starts empty, even where a client asked it to save.
      await rm(layout.redisDataDir, { recursive: true, force: true });
      await mkdir(layout.redisDataDir, { mode: 0o700 });
      await rm(layout.redisPidFile, { force: true });
      await sweepTemporaryFiles(layout.redisDir);
      await rotateLog(layout.redisLogFile);
      await atomicWrite(layout.redisConfigFile, configText(config.redis, layout), { durable: false });
      const process_ = await spawnServer({
        command: server.path,
        args: [layout.redisConfigFile],
        cwd: layout.redisDataDir,
        env: server.env,
        identity: { kind: "self" },
        logFile: layout.redisLogFile,
      });
      return { port: config.redis.port, software: softwareOf(server), process: process_ };
    },
    afterStop: async () => {
      await rm(layout.redisPidFile, { force: true });
    },
    currentLog: async () => layout.redisLogFile,
  };
}

/** Without a password, so on 127.0.0.1 only; nothing is kept on disk. */
function configText(config: RedisConfig, layout: NativeLayout): string {
  const lines = [
    ...Object.entries(config.serverSettings).map(([name, value]) => `${name} ${quoteSetting(value)}`),
    "bind 127.0.0.1",
    `port ${config.port}`,
    "protected-mode no",
    "daemonize no",
    'save ""',
    "appendonly no",
    `dir ${quoteSetting(layout.redisDataDir)}`,
    `pidfile ${quoteSetting(layout.redisPidFile)}`,
    `logfile ${quoteSetting(layout.redisLogFile)}`,
  ];
  return [
    "# Written by infra at every start. Set redis.serverSettings in the infra config instead.",
    ...lines,
    "",
  ].join("\n");
}

function quoteSetting(value: string | number | boolean): string {
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (typeof value === "number") return String(value);
  return `"${value.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
}

function softwareOf(server: RedisServer): string {
  return `${server.flavour === "redis" ? "Redis" : "Valkey"} ${server.version} (${server.origin})`;
}

/**
 * The server of ours. Trusted is the process we started; after a command was killed before it could write that down,
 * one that the pid file names, or any, whose program is such a server. Each has to work in our data folder: a copied
 * checkout names the server of the original.
 */
async function findRedis(layout: NativeLayout): Promise<ProcessView | undefined> {
  const folder = await resolvedPath(layout.redisDataDir);
  const record = (await readServiceRecords(layout.servicesFile)).redis;
  const known = record?.process && (await viewIdentity(record.process));
  if (known !== undefined && (known.workingDirectory ?? folder) === folder) return known;
  const pid = await readPid(layout.redisPidFile);
  const view = pid === undefined ? undefined : await viewProcess(pid);
  if (view !== undefined && worksIn(view, folder)) return view;
  // Killed between the start of the server and its first line on disk: only the process table knows.
  return (await processesWorkingIn(folder)).find((seen) => worksIn(seen, folder));
}

function worksIn(view: ProcessView, folder: string): boolean {
  return (
    /^(redis|valkey)-(server|check)/.test(basename(view.executable ?? "")) && view.workingDirectory === folder
  );
}

async function readPid(path: string): Promise<number | undefined> {
  const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
  const pid = Number(text);
  return Number.isInteger(pid) && pid > 0 ? pid : undefined;
}
