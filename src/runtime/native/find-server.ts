import { basename } from "node:path";
import { hostname } from "node:os";
import type { ServiceName } from "../../services/service.js";
import { SERVICE_TITLES } from "../../services/service.js";
import { InfraError } from "../../errors/infra-error.js";
import { processesLocking, processesOfUser, processesWorkingIn } from "../../system/find-processes.js";
import { identifyFolder, isSameFolder } from "../../system/folder-identity.js";
import { identify, sharesNamespaces, type ProcessView } from "../../system/process-identity.js";
import { isLockHeld, type LockPlaces } from "./server-lock.js";
import { isSharedFileSystem } from "./shared-file-system.js";
import { viewIdentity } from "./server-process.js";
import type { ServiceRecord } from "./services-file.js";
import { infra } from "../../system/own-command.js";

/** How a server of this environment is recognised. */
export interface ServerTrace {
  service: ServiceName;
  /** Folders it may work in: where its data is now, and where it was. */
  dataDirs: readonly string[];
  lockFile: string;
  record: ServiceRecord | undefined;
  /** The servers' own user id, where they have one. */
  uid?: number;
  isServer(view: ProcessView): boolean;
}

export type Sighting =
  | { kind: "none" }
  | { kind: "here"; view: ProcessView; isDataGone: boolean }
  /** It lives, or may live, where this process can't reach it. `where`: in the user's words. */
  | { kind: "elsewhere"; where: string };

/**
 * The server that runs on our data. A process is ours if it is the one that we started (same pid, start time and boot) or
 * if it is such a program, and in both cases if it works in our data folder: a copied checkout names the server of the
 * original. What can't be seen from here is not dead: the lock that the server holds decides, and where there is no such
 * lock the records do.
 */
export async function findServer(trace: ServerTrace): Promise<Sighting> {
  const recorded = trace.record?.process;
  const known = recorded && (await viewIdentity(recorded));
  if (known !== undefined && (await isOurs(known, trace))) return judge(known, trace);
  const candidates = await serverProcesses(trace);
  const [oldest] = candidates
    .filter((view) => trace.isServer(view))
    .toSorted((a, b) => a.startedAt.getTime() - b.startedAt.getTime());
  if (oldest !== undefined) return judge(oldest, trace);
  // Its children may outlive it for a moment, and are to be seen.
  return candidates.length > 0 ? { kind: "none" } : searchElsewhere(trace);
}

/** Throws if another machine, container or path has the server. */
export function requireHere(sighting: Sighting, service: ServiceName): ProcessView | undefined {
  switch (sighting.kind) {
    case "none":
      return undefined;
    case "here":
      return sighting.view;
    case "elsewhere":
      throw new InfraError(
        "FOREIGN_OBJECT",
        `${SERVICE_TITLES[service]} of this checkout runs ${sighting.where}`,
        { hint: `Run the command there, or stop it there first: ${infra("down")}` },
      );
  }
}

/** Processes on our data, the server's children among them. */
export async function serverProcesses(trace: ServerTrace): Promise<ProcessView[]> {
  const { dataDirs, uid } = trace;
  const working = (await Promise.all(dataDirs.map((folder) => processesWorkingIn(folder)))).flat();
  // Another container's processes of this user may be seen and not be looked into: the user is the environment's own. Its
  // two servers work in different folders.
  const ofUser = uid === undefined ? [] : await processesOfUser(uid);
  const isOwned = await Promise.all(ofUser.map((view) => isOurs(view, trace)));
  const owned = ofUser.filter((_, index) => isOwned[index]);
  return [...new Map([...working, ...owned].map((view) => [view.pid, view])).values()];
}

async function isOurs(view: ProcessView, trace: ServerTrace): Promise<boolean> {
  const { workingDirectory, workingFolder } = view;
  // The system may hide where a process works, but not whose it is.
  if (workingFolder === undefined) return trace.uid === undefined || view.uid === trace.uid;
  const folders = await Promise.all(trace.dataDirs.map((folder) => identifyFolder(folder)));
  if (folders.some((folder) => isSameFolder(folder, workingFolder))) return true;
  return workingFolder.isRemoved && trace.dataDirs.includes(workingDirectory ?? "");
}

async function judge(view: ProcessView, trace: ServerTrace): Promise<Sighting> {
  const { workingDirectory, workingFolder } = view;
  if ((await sharesNamespaces(view.pid)) === false) {
    return { kind: "elsewhere", where: `in another container or network of this machine (pid ${view.pid})` };
  }
  if (workingDirectory !== undefined && !trace.dataDirs.includes(workingDirectory)) {
    return {
      kind: "elsewhere",
      where: `in ${workingDirectory}, another path of this folder (pid ${view.pid})`,
    };
  }
  return { kind: "here", view, isDataGone: workingFolder?.isRemoved === true };
}

/** A server that was just killed takes its children with it within half a second. */
const CHILDREN_END_MS = 1_000;

async function searchElsewhere({ lockFile, dataDirs, record }: ServerTrace): Promise<Sighting> {
  const there = record?.process;
  const isHeld = await isLockHeld({ file: lockFile, folders: dataDirs }, CHILDREN_END_MS);
  if (isHeld) {
    const places = [{ file: lockFile }, ...dataDirs.map((folder) => ({ folders: [folder] }))];
    for (const place of places) {
      if ((await isLockHeld(place)) && !(await isHeldHere(place)))
        return { kind: "elsewhere", where: describe(record) };
    }
    return { kind: "none" };
  }
  if (there === undefined || there.machine === "") return { kind: "none" };
  const self = await identify(process.pid);
  if (self?.machine === there.machine) return { kind: "none" };
  if (isHeld === false && !(await isSharedFileSystem(lockFile))) return { kind: "none" };
  const isSameBoot = there.machine.split(" ")[0] === self?.machine.split(" ")[0];
  // This machine, restarted since.
  if (!isSameBoot && record?.hostname === hostname()) return { kind: "none" };
  if (isSameBoot && isHeld === false) return { kind: "none" };
  return { kind: "elsewhere", where: `or may run ${describe(record)}` };
}

/** Whether a program that a server started here, and that outlived it, holds a lock. It delays the next start, which names it, and nothing else. */
async function isHeldHere({ file, folders = [] }: LockPlaces): Promise<boolean> {
  const paths = [...(file === undefined ? [] : [file]), ...folders];
  const holders = await Promise.all(paths.map((path) => processesLocking(path)));
  return holders.flat().length > 0;
}

function describe(record: ServiceRecord | undefined): string {
  const { process: there, hostname: host, dataDir } = record ?? {};
  const which = there === undefined ? "" : ` (pid ${there.pid} there)`;
  const at = dataDir === undefined ? "" : `, started in ${dataDir}`;
  return host === undefined || host === hostname()
    ? `in another container or namespace of this machine${which}${at}`
    : `on ${host}, another machine or container${which}${at}`;
}

/** The name of a process's program. For root in a container, the system may report only the name that the process has given itself. */
export function programOf({ executable, commandLine }: ProcessView): string {
  return basename(executable ?? commandLine.split(/[ :]/)[0] ?? "");
}
