import { readdirSync, readlinkSync } from "node:fs";
import { readFile, readlink } from "node:fs/promises";
import { askLsof, askPs, bootSession, listWorkingFolders } from "./process-tools.js";

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

/** What can be seen of a living process. Fields are absent where the system does not let us look. */
export interface ProcessView {
  pid: number;
  startTime: string;
  startedAt: Date;
  /** Absolute path of the program file. */
  executable?: string;
  workingDirectory?: string;
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

/** Whether exactly this process still lives. */
export async function isAlive(identity: ProcessIdentity): Promise<boolean> {
  const now = await identify(identity.pid);
  return now !== undefined && now.startTime === identity.startTime && now.machine === identity.machine;
}

/** What can be seen of a living process, or `undefined` when there is none. A zombie counts as dead. */
export async function viewProcess(pid: number): Promise<ProcessView | undefined> {
  return isLinux ? viewLinuxProcess(pid) : viewOtherProcess(pid);
}

/** Living processes whose working directory is `folder` or lies below it, among those this user may look into. */
export async function processesWorkingIn(folder: string): Promise<ProcessView[]> {
  const pids = isLinux ? linuxPidsWorkingIn(folder) : await otherPidsWorkingIn(folder);
  const views = await Promise.all(pids.map((pid) => viewProcess(pid)));
  return views.filter((view) => view !== undefined);
}

function liesIn(folder: string, path: string): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}

/** Synchronous on purpose: a few hundred short system calls cost less than as many trips through the thread pool. */
function linuxPidsWorkingIn(folder: string): number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        return liesIn(folder, readlinkSync(`/proc/${pid}/cwd`));
      } catch {
        return false; // ended meanwhile, or another user's: not ours either way
      }
    })
    .map(Number);
}

async function otherPidsWorkingIn(folder: string): Promise<number[]> {
  return (await listWorkingFolders()).filter(({ path }) => liesIn(folder, path)).map(({ pid }) => pid);
}

async function startTimeOf(pid: number): Promise<string | undefined> {
  return isLinux ? (await readLinuxStat(pid))?.startTicks : (await askPs(pid))?.startTime;
}

let machinePromise: Promise<string> | undefined;

function thisMachine(): Promise<string> {
  machinePromise ??= isLinux
    ? Promise.all([readFile("/proc/sys/kernel/random/boot_id", "utf8"), readlink("/proc/self/ns/pid")]).then(
        ([boot, pidNamespace]) => `${boot.trim()} ${pidNamespace}`,
      )
    : bootSession();
  return machinePromise;
}

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
  const [stat, executable, workingDirectory, commandLine] = await Promise.all([
    readLinuxStat(pid),
    readable(readlink(`/proc/${pid}/exe`)),
    readable(readlink(`/proc/${pid}/cwd`)),
    readable(readFile(`/proc/${pid}/cmdline`, "utf8")),
  ]);
  if (stat === undefined) return undefined;
  const bootedAtMs = await bootTimeMs();
  return {
    pid,
    startTime: stat.startTicks,
    startedAt: new Date(bootedAtMs + (Number(stat.startTicks) * 1000) / CLOCK_TICKS_PER_SECOND),
    // The kernel marks a program file that was replaced or removed since (an upgrade of the package).
    ...(executable !== undefined && { executable: executable.replace(/ \(deleted\)$/, "") }),
    ...(workingDirectory !== undefined && { workingDirectory }),
    commandLine: (commandLine ?? "").split("\0").join(" ").trim(),
  };
}

let bootTimePromise: Promise<number> | undefined;

function bootTimeMs(): Promise<number> {
  bootTimePromise ??= readFile("/proc/stat", "utf8").then(
    (text) => Number(/^btime (\d+)$/m.exec(text)?.[1] ?? 0) * 1000,
  );
  return bootTimePromise;
}

async function viewOtherProcess(pid: number): Promise<ProcessView | undefined> {
  const [process_, files] = await Promise.all([askPs(pid), askLsof(pid)]);
  if (process_ === undefined) return undefined;
  return { pid, ...process_, startedAt: new Date(`${process_.startTime} UTC`), ...files };
}

/** A process of another user, or one that ended meanwhile, hides these; that is an answer, not a fault. */
async function readable(look: Promise<string>): Promise<string | undefined> {
  return look.catch((error: NodeJS.ErrnoException) => {
    if (["ENOENT", "EACCES", "EPERM", "ESRCH"].includes(error.code ?? "")) return undefined;
    throw error;
  });
}
