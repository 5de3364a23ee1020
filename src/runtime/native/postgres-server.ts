import { mkdir, readdir, readFile, rm } from "node:fs/promises";
import { basename, join } from "node:path";
import type { PostgresConfig, ResolvedConfig } from "../../config/resolved.js";
import { resolvedPath } from "../../system/safe-path.js";
import { processesWorkingIn, viewProcess, type ProcessView } from "../../system/process-identity.js";
import type { NativeLayout } from "./layout.js";
import { socketDirectory } from "./layout.js";
import { rotateLog } from "./log-files.js";
import {
  locatePostgresBinaries,
  preparePostgresBinaries,
  type PostgresBinaries,
} from "./postgres-binaries.js";
import { createCluster } from "./postgres-cluster.js";
import { SETTINGS_FILE, serverSettingsText } from "./postgres-settings.js";
import { atomicWrite, sweepTemporaryFiles } from "../../system/atomic-write.js";
import { chooseIdentity } from "./server-identity.js";
import { endViewed, spawnServer, viewIdentity, type NativeServer } from "./server-process.js";
import { makePrivateFolder } from "./private-folder.js";
import { readServiceRecords } from "./services-file.js";

/**
 * SIGINT: fast shutdown, clients are cut off, data is written. SIGQUIT: ends at once, recovery at the next start.
 * SIGKILL only when the process does not react at all.
 */
const STOP_SIGNALS = [
  { signal: "SIGINT", graceMs: 30_000 },
  { signal: "SIGQUIT", graceMs: 5_000 },
  { signal: "SIGKILL", graceMs: 5_000 },
] as const;

/** PostgreSQL as a process of this machine. */
export function postgresServer(config: ResolvedConfig, layout: NativeLayout, cacheDir: string): NativeServer {
  const socketDir = socketDirectory(layout.stateDir);
  return {
    stopSignals: STOP_SIGNALS,
    find: () => findPostmaster(layout),
    software: async () => softwareOf(await locatePostgresBinaries()),
    settings: async () =>
      [(await locatePostgresBinaries()).origin, serverSettingsText(config.postgres, layout, socketDir)].join(
        "\n",
      ),
    endedInOrder: () => wasShutDown(layout.dataDir),
    start: async (context) => {
      const binaries = await preparePostgresBinaries(cacheDir);
      await mkdir(layout.postgresLogDir, { recursive: true, mode: 0o700 });
      const { dataDir, postgresDir: folder } = layout;
      const identity = await chooseIdentity({ dataDir, folder, projectDir: config.projectDir });
      await rotateLog(layout.postgresStartupLog);
      await createCluster({ login: config.postgres, layout, binaries, identity, context });
      await clearRemainsOfDeadServer(layout);
      await makePrivateFolder(socketDir, identity);
      await clearSocketsOfDeadServer(socketDir);
      await writeServerSettings(config.postgres, layout, socketDir);
      const process_ = await spawnServer({
        command: binaries.postgres,
        args: ["-D", layout.dataDir],
        cwd: layout.dataDir,
        env: binaries.env,
        identity,
        logFile: layout.postgresStartupLog,
      });
      return { port: config.postgres.port, software: softwareOf(binaries), process: process_ };
    },
    afterStop: async () => {
      await endOrphans(layout);
      await rm(socketDir, { recursive: true, force: true });
    },
    currentLog: () => currentLog(layout),
  };
}

/** What the server says itself in its control file: after the system identifier and two versions there is its state. */
async function wasShutDown(dataDir: string): Promise<boolean> {
  // Data whose control file cannot be read was not left in good order.
  const control = await readFile(join(dataDir, "global/pg_control")).catch(() => Buffer.alloc(0));
  return control.length >= STATE_OFFSET + 4 && control.readUInt32LE(STATE_OFFSET) === SHUT_DOWN;
}

const STATE_OFFSET = 16;
const SHUT_DOWN = 1;

/** Writes what the server is to read at its next start, without touching what a user put into `postgresql.conf`. */
async function writeServerSettings(
  config: PostgresConfig,
  layout: NativeLayout,
  socketDir: string,
): Promise<void> {
  await atomicWrite(join(layout.dataDir, SETTINGS_FILE), serverSettingsText(config, layout, socketDir), {
    // A server under another user id has to read it; the folder above is closed to everybody else.
    mode: 0o644,
    durable: false,
  });
}

/**
 * The server that runs on our data. Trusted is the process we started (same pid, start time and boot) and, after a
 * command was killed before it could write that down, one that PostgreSQL's own pid file names, or that the process
 * table shows, and whose program is postgres. Each has to work in our data folder: a copied checkout names the server of
 * the original.
 */
async function findPostmaster(layout: NativeLayout): Promise<ProcessView | undefined> {
  const dataDir = await resolvedPath(layout.dataDir);
  const recorded = (await readServiceRecords(layout.servicesFile)).postgres?.process;
  const known = recorded && (await viewIdentity(recorded));
  if (known !== undefined && (known.workingDirectory ?? dataDir) === dataDir) return known;
  const pid = await readPostmasterPid(layout.dataDir);
  const view = pid === undefined ? undefined : await viewProcess(pid);
  if (view !== undefined && worksIn(view, dataDir)) return view;
  // Its children have titles (`postgres: checkpointer`); one that was forked just now does not have it yet.
  return (await processesWorkingIn(dataDir))
    .filter((seen) => worksIn(seen, dataDir) && /\/postgres -D /.test(seen.commandLine))
    .toSorted((a, b) => a.startedAt.getTime() - b.startedAt.getTime())[0];
}

async function readPostmasterPid(dataDir: string): Promise<number | undefined> {
  const text = await readFile(join(dataDir, "postmaster.pid"), "utf8").catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") return undefined;
      throw error;
    },
  );
  const pid = Number(text?.split("\n")[0]);
  return Number.isInteger(pid) && pid > 0 ? pid : undefined;
}

function worksIn(view: ProcessView, folder: string): boolean {
  return basename(view.executable ?? "") === "postgres" && view.workingDirectory === folder;
}

/**
 * After a kill -9 of the server its children may still be at work on the data, and its pid file may name a process that
 * is somebody else's by now (or a zombie), which PostgreSQL itself would take for a running server. Both are cleared
 * only here, where it is proven that no server of ours lives.
 */
async function clearRemainsOfDeadServer(layout: NativeLayout): Promise<void> {
  await endOrphans(layout);
  await rm(join(layout.dataDir, "postmaster.pid"), { force: true });
  await sweepTemporaryFiles(layout.dataDir);
}

/** A socket's lock file names its server's pid, which PostgreSQL believes as it does its pid file's. */
async function clearSocketsOfDeadServer(socketDir: string): Promise<void> {
  const remains = (await readdir(socketDir)).filter((name) => name.startsWith(".s.PGSQL."));
  for (const name of remains) await rm(join(socketDir, name), { force: true });
}

/** A child that is busy or stopped does not notice that its server is gone. */
async function endOrphans(layout: NativeLayout): Promise<void> {
  const dataDir = await resolvedPath(layout.dataDir);
  const orphans = (await processesWorkingIn(dataDir)).filter((view) => worksIn(view, dataDir));
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
async function currentLog(layout: NativeLayout): Promise<string | undefined> {
  const text = await readFile(join(layout.dataDir, "current_logfiles"), "utf8").catch(() => "");
  const path = /^stderr (.+)$/m.exec(text)?.[1];
  return path ?? layout.postgresStartupLog;
}
