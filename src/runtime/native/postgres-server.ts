import { basename, join } from "node:path";
import type { ResolvedConfig } from "../../config/resolved.js";
import {
  listFolder,
  makeFolder,
  readBytesIfAny,
  readFileIfAny,
  requirePlainFiles,
  removeFile,
  sweepTemporaryFiles,
} from "../../system/files.js";
import { findServer, programOf, serverProcesses, type ServerTrace } from "./find-server.js";
import type { NativeLayout } from "./layout.js";
import { socketDirectory } from "./layout.js";
import { rotateLog } from "./log-files.js";
import { giveAll, makePassage } from "./ownership.js";
import {
  locatePostgresBinaries,
  preparePostgresBinaries,
  type PostgresBinaries,
} from "./programs/postgres-binaries.js";
import { createCluster } from "./postgres-cluster.js";
import { FORMER_SETTINGS_FILE, serverArguments } from "./server-arguments.js";
import { sharedPostgres } from "./programs/shared-programs.js";
import { makePrivateFolder } from "./private-folder.js";
import { removeOwned } from "./remove-owned.js";
import { serverEnvironment } from "./server-environment.js";
import type { ServerHome } from "./server-home.js";
import { requireOwnData } from "./server-identity.js";
import type { ServerLock } from "./server-lock.js";
import { endViewed, spawnServer, type NativeServer } from "./server-process.js";
import { readServiceRecords } from "./services-file.js";
import { takeFolderLock, takeServerLock } from "./take-server-lock.js";

/**
 * SIGINT: fast shutdown, clients are cut off, data is written. SIGQUIT: ends at once, recovery at the next start.
 * SIGKILL only when the process does not react at all.
 */
const STOP_SIGNALS = [
  { signal: "SIGINT", graceMs: 30_000 },
  { signal: "SIGQUIT", graceMs: 5_000 },
  { signal: "SIGKILL", graceMs: 5_000 },
] as const;

interface PostgresPlace {
  config: ResolvedConfig;
  layout: NativeLayout;
  home: ServerHome;
  /** The process environment, for PATH. */
  env: NodeJS.ProcessEnv;
  /** The programs, where the servers' user can run them. */
  binaries: () => Promise<PostgresBinaries>;
}

/** PostgreSQL as a process of this machine. */
export function postgresServer(place: PostgresPlace): NativeServer {
  const { layout, env } = place;
  const { postgres: login } = place.config;
  const socketDir = socketDirectory(layout.stateDir);
  const settings = () => serverArguments(login, layout, socketDir);
  return {
    stopSignals: STOP_SIGNALS,
    find: async () => findServer(await traceOf(place)),
    software: async () => softwareOf(await locatePostgresBinaries()),
    settings: async () => [(await locatePostgresBinaries()).origin, ...settings()].join("\n"),
    endedInOrder: () => wasShutDown(layout.dataDir),
    start: async (context) => {
      const [binaries, disguise] = await Promise.all([place.binaries(), place.home.prepare()]);
      const { identity } = disguise;
      const uid = identity.kind === "own-uid" ? identity.uid : undefined;
      await endOrphans(place);
      const trace = await traceOf(place);
      const lock = await takeServerLock(trace);
      let folderLock: ServerLock | undefined;
      try {
        await makePassage(layout.postgresDir, identity);
        await rotateLog(layout.postgresStartupLog);
        await createCluster({ login, layout, binaries, env, disguise, lock, context });
        if (uid === undefined) await requireOwnData(layout.dataDir);
        folderLock = await takeFolderLock(trace, layout.dataDir);
        await giveAll(layout.dataDir, identity);
        await makeFolder(layout.postgresLogDir);
        await giveAll(layout.postgresLogDir, identity);
        // The server follows links. That of its log of transactions may be the user's own, to another disk.
        await requirePlainFiles(layout.postgresLogDir);
        await requirePlainFiles(layout.dataDir, { folders: true, except: ["pg_wal"] });
        await clearRemainsOfDeadServer(layout);
        await makePrivateFolder(socketDir, identity);
        await clearSocketsOfDeadServer(socketDir);
        const process_ = await spawnServer({
          command: binaries.postgres,
          args: settings(),
          cwd: layout.dataDir,
          env: serverEnvironment(env, binaries.env),
          disguise,
          logFile: layout.postgresStartupLog,
          locks: [lock, folderLock],
        });
        return { port: login.port, software: softwareOf(binaries), process: process_ };
      } finally {
        await folderLock?.close();
        await lock?.close();
      }
    },
    afterStop: async () => {
      await endOrphans(place);
      await removeOwned(socketDir);
    },
    currentLog: () => currentLog(layout),
  };
}

/** The programs of the npm package, where the servers' user can run them. */
export async function usableBinaries(home: ServerHome, cacheDir: string): Promise<PostgresBinaries> {
  const { machineDir } = home;
  if (machineDir === undefined) return preparePostgresBinaries(cacheDir);
  return sharedPostgres(await locatePostgresBinaries(), machineDir);
}

/** Its children have titles (`postgres: checkpointer`); one that was forked just now does not have it yet. */
async function traceOf({ layout, home }: PostgresPlace): Promise<ServerTrace> {
  const former = home.formerFolder === undefined ? [] : [join(home.formerFolder, "postgres", "data")];
  return {
    service: "postgres",
    dataDirs: [layout.dataDir, ...former],
    lockFile: layout.postgresLockFile,
    record: (await readServiceRecords(layout.servicesFile)).postgres,
    ...(home.uid !== undefined && { uid: home.uid }),
    isServer: (view) => programOf(view) === "postgres" && /\/postgres -D /.test(view.commandLine),
  };
}

/** What the server says itself in its control file: after the system identifier and two versions there is its state. */
async function wasShutDown(dataDir: string): Promise<boolean> {
  // Data whose control file cannot be read was not left in good order.
  const control = await readBytesIfAny(join(dataDir, "global/pg_control")).catch(() => undefined);
  return (
    control !== undefined &&
    control.length >= STATE_OFFSET + 4 &&
    control.readUInt32LE(STATE_OFFSET) === SHUT_DOWN
  );
}

const STATE_OFFSET = 16;
const SHUT_DOWN = 1;

/**
 * The pid file of a server that was killed may name a process that is another one's by now, which PostgreSQL itself would
 * take for a running server. It is removed only here, where the lock proves that no server lives on this data.
 */
async function clearRemainsOfDeadServer({ dataDir }: NativeLayout): Promise<void> {
  await removeFile(join(dataDir, "postmaster.pid"));
  await removeFile(join(dataDir, FORMER_SETTINGS_FILE));
  await sweepTemporaryFiles(dataDir);
}

/** A socket's lock file names its server's pid, which PostgreSQL trusts as it trusts its pid file. */
async function clearSocketsOfDeadServer(socketDir: string): Promise<void> {
  const remains = (await listFolder(socketDir)).filter((name) => name.startsWith(".s.PGSQL."));
  for (const name of remains) await removeFile(join(socketDir, name));
}

/** After a kill -9 of the server its children may still be at work: one that is busy or stopped does not notice. */
async function endOrphans(place: PostgresPlace): Promise<void> {
  const trace = await traceOf(place);
  const orphans = (await serverProcesses(trace)).filter((view) => programOf(view) === "postgres");
  await Promise.all(
    orphans.map((view) =>
      endViewed(view, [
        { signal: "SIGQUIT", graceMs: 3_000 },
        { signal: "SIGKILL", graceMs: 3_000 },
      ]),
    ),
  );
}

function softwareOf(binaries: PostgresBinaries): string {
  return `PostgreSQL ${binaries.version} (${binaries.origin})`;
}

/** The file that the log collector writes now; before it runs, the server's plain output. */
async function currentLog({ dataDir, postgresLogDir, postgresStartupLog }: NativeLayout): Promise<string> {
  const text = await readFileIfAny(join(dataDir, "current_logfiles"));
  const path = /^stderr (.+)$/m.exec(text ?? "")?.[1];
  // By its name alone: the server could be made to name any file.
  return path === undefined ? postgresStartupLog : join(postgresLogDir, basename(path));
}
