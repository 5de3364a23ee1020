import { cp } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { ResolvedConfig } from "../../config/resolved.js";
import { InfraError } from "../../errors/infra-error.js";
import { readStats, move } from "../../system/files.js";
import { memoize } from "../../system/memoize.js";
import { processesOfUser } from "../../system/find-processes.js";
import {
  claimHome,
  findHome,
  hasOtherUids,
  MACHINE_FOLDER,
  releaseHome,
  type EnvironmentHome,
} from "./machine-folder.js";
import { mayAllPass } from "./programs/open-to-all.js";
import { removeOwned } from "./remove-owned.js";
import { makePassage } from "./ownership.js";
import { hasName, prepareDisguise, type Disguise, type ServerIdentity } from "./server-identity.js";
import { infra, infraIn } from "../../system/own-command.js";

/**
 * Where the servers of an environment keep their things, and as whom they run: below `.infra/` of the checkout, as the user
 * of the command. Started by root they run under a user id of the environment's own, and where that user can't enter the
 * checkout (one below `/root`, say) their data is in the machine's folder instead.
 */
export interface ServerHome {
  /** Holds `postgres/` and `redis/` of the environment. */
  readonly folder: string;
  /** Data that was made before the checkout became closed to its servers' user; moved to `folder` by the next start. */
  readonly formerFolder?: string;
  /** Programs for a user that can't enter this user's folders are copied to the folder of the machine. */
  readonly machineDir?: string;
  /** The servers' own user id, once there is one. */
  readonly uid?: number;
  /**
   * Gets everything ready for a start: the servers' identity, which an environment gets at its first start, folders that their
   * user can pass through, and data that has to be moved there.
   */
  prepare(): Promise<Disguise>;
  /** Forgets the environment, after its data was removed. */
  release(): Promise<void>;
  /** An error for what an earlier checkout at this path left on the machine; `undefined` when there is nothing. */
  remainsOfEarlier(): Promise<InfraError | undefined>;
}

/** Changes nothing. */
export async function findServerHome(config: ResolvedConfig): Promise<ServerHome> {
  if (process.platform === "linux" && process.getuid?.() === 0 && (await hasOtherUids())) {
    return homeOfRoot(config, MACHINE_FOLDER);
  }
  const identity: ServerIdentity =
    process.getuid?.() === 0 || !hasName() ? { kind: "nameless" } : { kind: "self" };
  return {
    folder: config.stateDir,
    prepare: () => prepareDisguise(identity),
    release: async () => {},
    remainsOfEarlier: async () => undefined,
  };
}

async function homeOfRoot(config: ResolvedConfig, machineDir: string): Promise<ServerHome> {
  const { projectDir, stateDir } = config;
  const home = await findHome(machineDir, config);
  const isOnMachine =
    (await readStats(join(home.folder, "postgres"))) !== undefined || !mayAllPass(projectDir);
  const hasFormer = isOnMachine && (await readStats(join(stateDir, "postgres", "data"))) !== undefined;
  return {
    folder: isOnMachine ? home.folder : stateDir,
    ...(hasFormer && { formerFolder: stateDir }),
    machineDir,
    ...(home.record && { uid: home.record.uid }),
    // Two services start side by side.
    prepare: memoize(async () => {
      const uid = await claimHome(machineDir, config);
      const disguise = await prepareDisguise({ kind: "own-uid", uid });
      if (!isOnMachine) {
        for (const passage of [dirname(stateDir), stateDir]) await makePassage(passage, disguise.identity);
      }
      if (hasFormer)
        await moveData({ from: join(stateDir, "postgres"), to: join(home.folder, "postgres"), uid });
      return disguise;
    }),
    release: () => releaseHome(machineDir, home),
    remainsOfEarlier: () => remainsOfEarlier(home, projectDir),
  };
}

async function remainsOfEarlier(
  { earlier }: EnvironmentHome,
  projectDir: string,
): Promise<InfraError | undefined> {
  for (const { folder, uid } of earlier) {
    const isRunning = (await processesOfUser(uid)).length > 0;
    if (!isRunning && (await readStats(join(folder, "postgres"))) === undefined) continue;
    return new InfraError(
      "FOREIGN_OBJECT",
      `An earlier checkout at ${projectDir} left its environment in ${folder}${isRunning ? `, and its servers run (user id ${uid})` : ""}`,
      {
        hint: [
          `If that checkout was moved to FOLDER: ${infraIn("FOLDER", "down")} or ${infraIn("FOLDER", "reset")}`,
          `If it was deleted: ${isRunning ? `pkill -KILL -U ${uid}; ` : ""}rm -r ${folder} ${join(dirname(dirname(folder)), "uids", String(uid))}`,
        ].join("\n"),
        details: { folder, uid },
      },
    );
  }
  return undefined;
}

/** Moves a folder, across file systems if need be; data that is at its new place already stays. */
async function moveData({ from, to, uid }: { from: string; to: string; uid: number }): Promise<void> {
  if ((await readStats(to)) !== undefined) return;
  try {
    return await move(from, to);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EXDEV") throw error;
  }
  // What could be changed under the hands of root must not be copied by root.
  const [atWork] = await processesOfUser(uid);
  if (atWork) {
    throw new InfraError("USAGE", `${from} has to be moved to ${to}, but process ${atWork.pid} uses it`, {
      hint: `Stop the environment and start it again: ${infra("down")} && ${infra("up")}`,
    });
  }
  const copy = `${to}.copy`;
  await removeOwned(copy);
  await cp(from, copy, { recursive: true, preserveTimestamps: true, verbatimSymlinks: true });
  await move(copy, to);
  await removeOwned(from);
}
