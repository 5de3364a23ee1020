import { cp } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { ResolvedConfig } from "../../config/resolved.js";
import { listFolder, lookAt, move, removeTree } from "../../system/files.js";
import { claimHome, findHome, hasOtherUids, MACHINE_FOLDER, releaseHome } from "./machine-folder.js";
import { mayAllPass } from "./programs/open-to-all.js";
import { makePassage } from "./ownership.js";
import { hasName, prepareDisguise, type Disguise, type ServerIdentity } from "./server-identity.js";

/**
 * Where the servers of an environment keep their things, and as whom they run: below `.infra/` of the checkout, as the user
 * of the command. Started by root they run under a user id of the checkout's own, and where that user can't enter the
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
   * Gets everything ready for a start: the servers' identity, which a checkout gets at its first start, folders that their
   * user can pass through, and data that has to be moved there.
   */
  prepare(): Promise<Disguise>;
  /** After the environment's data was removed: forgets the checkout when nothing of it is left on the machine. */
  release(): Promise<void>;
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
  };
}

async function homeOfRoot(
  { projectDir, stateDir, name }: ResolvedConfig,
  machineDir: string,
): Promise<ServerHome> {
  const home = await findHome(machineDir, projectDir);
  const onMachine = join(home.folder, name);
  const isOnMachine = (await lookAt(onMachine)) !== undefined || !mayAllPass(projectDir);
  const hasFormer = isOnMachine && (await lookAt(join(stateDir, "postgres", "data"))) !== undefined;
  return {
    folder: isOnMachine ? onMachine : stateDir,
    ...(hasFormer && { formerFolder: stateDir }),
    machineDir,
    ...(home.record && { uid: home.record.uid }),
    prepare: memoize(async () => {
      const { uid } = await claimHome(machineDir, projectDir);
      const disguise = await prepareDisguise({ kind: "own-uid", uid });
      const passages = isOnMachine ? [onMachine] : [dirname(stateDir), stateDir];
      for (const path of passages) await makePassage(path, disguise.identity);
      if (hasFormer) await moveData(join(stateDir, "postgres"), join(onMachine, "postgres"));
      return disguise;
    }),
    release: async () => {
      const others = (await listFolder(home.folder)).filter((each) => each !== "owner.json" && each !== name);
      if (others.length === 0 && !(await hasServerData(dirname(stateDir))))
        await releaseHome(machineDir, home);
    },
  };
}

/** Two services start side by side. */
function memoize<T>(work: () => Promise<T>): () => Promise<T> {
  let result: Promise<T> | undefined;
  return () => (result ??= work());
}

/** Moves a folder, across file systems if need be; data that is at its new place already stays. */
async function moveData(from: string, to: string): Promise<void> {
  if ((await lookAt(to)) !== undefined) return;
  try {
    return await move(from, to);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EXDEV") throw error;
  }
  const copy = `${to}.copy`;
  await removeTree(copy);
  await cp(from, copy, { recursive: true, preserveTimestamps: true, verbatimSymlinks: true });
  await move(copy, to);
  await removeTree(from);
}

/** Of any environment of the checkout. */
async function hasServerData(infraDir: string): Promise<boolean> {
  const looks = (await listFolder(infraDir)).map((name) => lookAt(join(infraDir, name, "postgres", "data")));
  return (await Promise.all(looks)).some((found) => found !== undefined);
}
