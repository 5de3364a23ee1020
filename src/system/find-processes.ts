import { readdirSync, readFileSync, readlinkSync, statSync } from "node:fs";
import { basename } from "node:path";
import { isSameFolder, toFolderIdentity } from "./folder-identity.js";
import { REMOVED, viewProcess, type ProcessView } from "./process-identity.js";
import { listWorkingFolders } from "./process-tools.js";

const isLinux = process.platform === "linux";

/**
 * Living processes whose working directory is `folder` or lies below it, among those this user may look into: by the
 * folder's identity, so that another name of it (a bind mount) or none (it was removed) makes no difference.
 */
export async function processesWorkingIn(folder: string): Promise<ProcessView[]> {
  const pids = isLinux ? linuxPidsWorkingIn(folder) : await otherPidsWorkingIn(folder);
  return viewAll(pids);
}

/** Living processes of a user. Asks for nothing that the system shows to the same user only. Linux. */
export async function processesOfUser(uid: number): Promise<ProcessView[]> {
  return viewAll(linuxPids((pid) => statSync(`/proc/${pid}`).uid === uid));
}

/**
 * Living processes that hold a lock (flock) on a file or folder, among those this user may look into; merely to have it open
 * does not count. Linux.
 */
export async function processesLocking(path: string): Promise<ProcessView[]> {
  const wanted = statSync(path, { bigint: true, throwIfNoEntry: false });
  if (wanted === undefined) return [];
  const isLockedBy = (pid: string) =>
    readdirSync(`/proc/${pid}/fd`).some((descriptor) => {
      // Only names are read of most: to ask a device or a dead network share for its state could take long.
      const descriptorPath = `/proc/${pid}/fd/${descriptor}`;
      if (basename(readlinkSync(descriptorPath).replace(REMOVED, "")) !== basename(path)) return false;
      const found = statSync(descriptorPath, { bigint: true });
      if (found.dev !== wanted.dev || found.ino !== wanted.ino) return false;
      return /^lock:.*\bFLOCK\b/m.test(readFileSync(`/proc/${pid}/fdinfo/${descriptor}`, "utf8"));
    });
  return viewAll(linuxPids((pid) => Number(pid) !== process.pid && isLockedBy(pid)));
}

async function viewAll(pids: readonly number[]): Promise<ProcessView[]> {
  const views = await Promise.all(pids.map((pid) => viewProcess(pid)));
  return views.filter((view) => view !== undefined);
}

function liesIn(folder: string, path: string): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}

function linuxPidsWorkingIn(folder: string): number[] {
  const wanted = statSync(folder, { bigint: true, throwIfNoEntry: false });
  const identity = wanted && toFolderIdentity(wanted);
  const mounts = readlinkSync("/proc/self/ns/mnt");
  return linuxPids((pid) => {
    const cwd = `/proc/${pid}/cwd`;
    // A name of a folder means the same only among those who share the mounts.
    const named = readlinkSync(cwd).replace(REMOVED, "");
    if (liesIn(folder, named) && readlinkSync(`/proc/${pid}/ns/mnt`) === mounts) return true;
    return (
      identity !== undefined && isSameFolder(toFolderIdentity(statSync(cwd, { bigint: true })), identity)
    );
  });
}

/** Synchronous on purpose: a few hundred short system calls cost less than as many trips through the thread pool. */
function linuxPids(isWanted: (pid: string) => boolean): number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        return isWanted(pid);
      } catch {
        return false; // ended meanwhile, or another user's: not ours either way
      }
    })
    .map(Number);
}

async function otherPidsWorkingIn(folder: string): Promise<number[]> {
  return (await listWorkingFolders()).filter(({ path }) => liesIn(folder, path)).map(({ pid }) => pid);
}
