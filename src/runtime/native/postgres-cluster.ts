import { basename, join } from "node:path";
import type { PostgresConfig } from "../../config/resolved.js";
import { InfraError } from "../../errors/infra-error.js";
import type { InfraContext } from "../../events.js";
import { firstStartNames } from "../../services/first-start.js";
import { syncFolder } from "../../system/atomic-write.js";
import {
  readStats,
  move,
  openForAppend,
  readFileIfAny,
  removeFile,
  writeNewFile,
} from "../../system/files.js";
import { processesWorkingIn } from "../../system/find-processes.js";
import { runProgram } from "../../system/run-program.js";
import type { NativeLayout } from "./layout.js";
import { lastLines } from "./log-files.js";
import { giveAll, giveFile, makeServerFolder } from "./ownership.js";
import type { PostgresBinaries } from "./programs/postgres-binaries.js";
import { removeOwned } from "./remove-owned.js";
import { serverEnvironment } from "./server-environment.js";
import type { Disguise } from "./server-identity.js";
import type { ServerLock } from "./server-lock.js";
import { endViewed } from "./server-process.js";
import { infra } from "../../system/own-command.js";

interface ClusterOptions {
  login: PostgresConfig;
  layout: NativeLayout;
  binaries: PostgresBinaries;
  /** The process environment, for PATH. */
  env: NodeJS.ProcessEnv;
  disguise: Disguise;
  lock: ServerLock | undefined;
  context: InfraContext;
}

/**
 * Makes a data folder unless there is one. `initdb` works in a temporary folder and the result is renamed into place, so a folder
 * under the final name is always complete, however the work ended.
 */
export async function createCluster(options: ClusterOptions): Promise<void> {
  const { layout, context } = options;
  if ((await readStats(layout.dataDir)) !== undefined) return;
  await clearUnfinishedData(layout);
  context.emit({
    type: "step",
    message: `Creating PostgreSQL ${options.binaries.majorVersion} data in ${layout.dataDir}`,
  });
  try {
    await runInitdb(options);
    await move(layout.newDataDir, layout.dataDir);
  } catch (error) {
    await clearUnfinishedData(layout);
    throw error;
  }
  if (options.login.durability === "safe") await syncFolder(layout.postgresDir);
}

/** Major version of the data folder, `undefined` when there is none. */
export async function clusterMajorVersion(dataDir: string): Promise<number | undefined> {
  const text = await readFileIfAny(join(dataDir, "PG_VERSION"));
  return text === undefined ? undefined : Number.parseInt(text, 10);
}

/**
 * Ends an `initdb` that outlived the command which started it, and removes its half-made folder and what a `reset` that
 * was cut short left of the old one.
 */
export async function clearUnfinishedData(layout: NativeLayout): Promise<void> {
  await endInitdb(layout);
  await removeFile(layout.initdbPasswordFile);
  for (const path of [layout.newDataDir, layout.removedDir]) await removeOwned(path);
}

/** Looks until there is none: one that is about to be ended may start another one first. */
async function endInitdb(layout: NativeLayout): Promise<void> {
  const { postgresDir: folder, dataDir } = layout;
  for (;;) {
    const atWork = (await processesWorkingIn(folder)).filter(
      (view) =>
        ["initdb", "postgres"].includes(basename(view.executable ?? "")) && view.workingDirectory !== dataDir,
    );
    if (atWork.length === 0) return;
    await Promise.all(atWork.map((view) => endViewed(view, [{ signal: "SIGKILL", graceMs: 5_000 }])));
  }
}

/** A few seconds, unless the disk is very slow. */
const INITDB_TIMEOUT_MS = 600_000;

async function runInitdb({
  login,
  layout,
  binaries,
  env,
  disguise,
  lock,
  context,
}: ClusterOptions): Promise<void> {
  const named = await disguise.named();
  const { command, args } = named.wrap(binaries.initdb, [
    `--pgdata=${layout.newDataDir}`,
    `--username=${firstStartNames(login).user}`,
    `--pwfile=${layout.initdbPasswordFile}`,
    "--auth=scram-sha-256",
    "--encoding=UTF8",
    "--locale-provider=builtin",
    ...LOCALE,
    "--no-instructions",
    ...(login.durability === "fast" ? ["--no-sync"] : []),
  ]);
  await makeServerFolder(layout.newDataDir, named.uid);
  const log = await openForAppend(layout.postgresStartupLog);
  try {
    await writeNewFile(layout.initdbPasswordFile, `${login.password.reveal()}\n`);
    await giveFile(layout.initdbPasswordFile, named.uid);
    const { exitCode, ending } = await runProgram({
      command,
      args,
      cwd: layout.postgresDir,
      env: serverEnvironment(env, binaries.env),
      output: log.fd,
      files: lock ? [lock.fd] : [],
      timeoutMs: INITDB_TIMEOUT_MS,
      signal: context.signal,
    });
    if (exitCode !== 0) throw await initdbFailed(layout, ending);
    await giveAll(layout.newDataDir, disguise.identity);
  } finally {
    await removeFile(layout.initdbPasswordFile);
    await log.close();
  }
}

async function initdbFailed(layout: NativeLayout, ending: string): Promise<InfraError> {
  const tail = await lastLines(layout.postgresStartupLog, 15);
  const isNameless = tail.some((line) => line.includes("could not look up effective user ID"));
  const noSpace = tail.some((line) => FULL_DISK.test(line));
  return new InfraError(
    noSpace ? "RESOURCES_EXHAUSTED" : "NOT_HEALTHY",
    [
      `PostgreSQL data could not be created: initdb failed (${ending})`,
      ...tail.map((line) => `  ${line}`),
    ].join("\n"),
    {
      hint: noSpace
        ? `Free some disk space, then: ${infra("up")}`
        : [...(isNameless ? [NAMELESS_HINT] : []), `The complete log: ${layout.postgresStartupLog}`].join(
            "\n",
          ),
    },
  );
}

/** `--locale` names a locale of the C library as well, and the one of macOS may not have this one. */
const LOCALE =
  process.platform === "darwin" ? ["--locale=C", "--builtin-locale=C.UTF-8"] : ["--locale=C.UTF-8"];

const NAMELESS_HINT =
  'Give this user id a name: echo "dev:x:$(id -u):$(id -g)::/tmp:/bin/sh" | sudo tee -a /etc/passwd';

/** The system's words, and PostgreSQL's for a block of which only a part found room. */
const FULL_DISK = /No space left on device|Disk quota exceeded|Check free disk space/;
