import { readFile, readlink, stat } from "node:fs/promises";
import { memoize } from "./memoize.js";
import { identifyFolder, type FolderIdentity } from "./folder-identity.js";
import { askLsof, askPs, bootSession } from "./process-tools.js";
import { readable } from "./readable.js";

/**
 * What makes a process the same process later on. A pid alone is reused; pid, start time and boot together are not.
 */
export interface ProcessIdentity {
  pid: number;
  /** Opaque: clock ticks since boot on Linux, the text of `ps` in UTC elsewhere. Compare for equality only. */
  startTime: string;
  /** The boot of the machine and, on Linux, the pid namespace: where the pid means something. */
  machine: string;
}

/** The visible properties of a running process. Fields are absent where the system denies access. */
export interface ProcessView {
  pid: number;
  startTime: string;
  startedAt: Date;
  /** Absolute path of the program file. */
  executable?: string;
  workingDirectory?: string;
  /** The same as the file system knows it, whatever its name is by now; also of a folder that was removed. */
  workingFolder?: FolderIdentity;
  /** The user it runs as, where that is known (Linux). */
  uid?: number;
  /** Program and arguments, as `ps` shows them. */
  commandLine: string;
}

const isLinux = process.platform === "linux";
const CLOCK_TICKS_PER_SECOND = 100;

/** The identity of a living process, or `undefined` when there is none. A zombie counts as dead. */
export async function identify(pid: number): Promise<ProcessIdentity | undefined> {
  const [startTime, machine] = await Promise.all([startTimeOf(pid), thisMachine()]);
  return startTime === undefined ? undefined : { pid, startTime, machine };
}

/** Whether this very process is still running. */
export async function isAlive(identity: ProcessIdentity): Promise<boolean> {
  const now = await identify(identity.pid);
  return now !== undefined && now.startTime === identity.startTime && now.machine === identity.machine;
}

/** What can be seen of a living process, or `undefined` when there is none. A zombie counts as dead. */
export async function viewProcess(pid: number): Promise<ProcessView | undefined> {
  return isLinux ? viewLinuxProcess(pid) : viewOtherProcess(pid);
}

/**
 * Whether a process lives in the same mounts and network as this one; a path or a port of it means the same here then.
 * `undefined` where the system does not say.
 */
export async function sharesNamespaces(pid: number): Promise<boolean | undefined> {
  if (!isLinux) return undefined;
  const pairs = await Promise.all(
    ["net", "mnt"].map((kind) =>
      Promise.all([readable(readlink(`/proc/${pid}/ns/${kind}`)), readlink(`/proc/self/ns/${kind}`)]),
    ),
  );
  if (pairs.some(([theirs]) => theirs === undefined)) return undefined;
  return pairs.every(([theirs, ours]) => theirs === ours);
}

/** Whether a process was stopped by a signal (SIGSTOP, Ctrl-Z, a debugger), so that it does nothing until it is continued. */
export async function isStopped(pid: number): Promise<boolean> {
  const state = isLinux ? (await readLinuxStat(pid))?.state : (await askPs(pid))?.state;
  return state !== undefined && /^[Tt]/.test(state);
}

/** How the kernel marks the name of a file that was replaced or removed since it was opened. */
export const REMOVED = / \(deleted\)$/;

async function startTimeOf(pid: number): Promise<string | undefined> {
  return isLinux ? (await readLinuxStat(pid))?.startTicks : (await askPs(pid))?.startTime;
}

const thisMachine = memoize(async () => {
  if (!isLinux) return bootSession();
  const [boot, pidNamespace] = await Promise.all([
    readFile("/proc/sys/kernel/random/boot_id", "utf8"),
    readlink("/proc/self/ns/pid"),
  ]);
  return `${boot.trim()} ${pidNamespace}`;
});

async function readLinuxStat(pid: number): Promise<{ state: string; startTicks: string } | undefined> {
  const text = await readFile(`/proc/${pid}/stat`, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT" || error.code === "ESRCH") return undefined;
    throw error;
  });
  if (text === undefined) return undefined;
  // The second field is the name in parentheses and may itself hold spaces and parentheses.
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  const [state, startTicks] = [fields[0], fields[19]];
  if (state === undefined || startTicks === undefined || state === "Z" || state === "X") return undefined;
  return { state, startTicks };
}

async function viewLinuxProcess(pid: number): Promise<ProcessView | undefined> {
  const [state, executable, workingDirectory, workingFolder, commandLine, owner] = await Promise.all([
    readLinuxStat(pid),
    readable(readlink(`/proc/${pid}/exe`)),
    readable(readlink(`/proc/${pid}/cwd`)),
    identifyFolder(`/proc/${pid}/cwd`),
    readable(readFile(`/proc/${pid}/cmdline`, "utf8")),
    readable(stat(`/proc/${pid}`)),
  ]);
  if (state === undefined) return undefined;
  const bootedAtMs = await bootTimeMs();
  return {
    pid,
    startTime: state.startTicks,
    startedAt: new Date(bootedAtMs + (Number(state.startTicks) * 1000) / CLOCK_TICKS_PER_SECOND),
    // A program file may have been replaced since by an upgrade of the package.
    ...(executable !== undefined && { executable: executable.replace(REMOVED, "") }),
    ...(workingDirectory !== undefined && {
      workingDirectory: workingFolder?.isRemoved ? workingDirectory.replace(REMOVED, "") : workingDirectory,
    }),
    ...(workingFolder !== undefined && { workingFolder }),
    ...(owner !== undefined && { uid: owner.uid }),
    commandLine: (commandLine ?? "").split("\0").join(" ").trim(),
  };
}

const bootTimeMs = memoize(async () => {
  const text = await readFile("/proc/stat", "utf8");
  return Number(/^btime (\d+)$/m.exec(text)?.[1] ?? 0) * 1000;
});

async function viewOtherProcess(pid: number): Promise<ProcessView | undefined> {
  const [process_, files] = await Promise.all([askPs(pid), askLsof(pid)]);
  if (process_ === undefined) return undefined;
  const workingFolder = files.workingDirectory && (await identifyFolder(files.workingDirectory));
  const { startTime, commandLine } = process_;
  return {
    pid,
    startTime,
    commandLine,
    startedAt: new Date(`${startTime} UTC`),
    ...files,
    ...(workingFolder && { workingFolder }),
  };
}
