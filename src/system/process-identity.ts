import { execFile } from "node:child_process";
import { readdirSync, readlinkSync } from "node:fs";
import { readFile, readlink } from "node:fs/promises";
import { promisify } from "node:util";

/**
 * What makes a process the same process later on. A pid alone is reused; pid, start time and boot together are not.
 */
export interface ProcessIdentity {
  pid: number;
  /** Opaque: clock ticks since boot on Linux, a date text elsewhere. Compare for equality only. */
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
  return isLinux ? viewLinuxProcess(pid) : viewProcessByPs(pid);
}

/** Living processes whose working directory is `folder` or lies below it, among those this user may look into. */
export async function processesWorkingIn(folder: string): Promise<ProcessView[]> {
  const pids = isLinux ? linuxPidsWorkingIn(folder) : await pidsWorkingInByLsof(folder);
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

async function pidsWorkingInByLsof(folder: string): Promise<number[]> {
  // lsof ends with 1 when some process did not let itself be looked at; what it printed stands.
  const listed = await run("lsof", ["-d", "cwd", "-Fpn"]).catch(
    (error: { stdout?: string }) => error.stdout ?? "",
  );
  return [...listed.matchAll(/^p(\d+)\n(?:f.*\n)?n(.*)$/gm)]
    .filter(([, , path]) => liesIn(folder, path ?? ""))
    .map(([, pid]) => Number(pid));
}

async function startTimeOf(pid: number): Promise<string | undefined> {
  if (isLinux) return (await readLinuxStat(pid))?.startTicks;
  const text = await run("ps", ["-o", "stat=,lstart=", "-p", String(pid)]).catch(() => "");
  const match = /^\s*(\S+)\s+(.+?)\s*$/.exec(text);
  return match?.[2] === undefined || match[1]?.startsWith("Z") ? undefined : match[2];
}

let machinePromise: Promise<string> | undefined;

function thisMachine(): Promise<string> {
  machinePromise ??= isLinux
    ? Promise.all([readFile("/proc/sys/kernel/random/boot_id", "utf8"), readlink("/proc/self/ns/pid")]).then(
        ([boot, pidNamespace]) => `${boot.trim()} ${pidNamespace}`,
      )
    : run("sysctl", ["-n", "kern.boottime"]).catch(() => "unknown");
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

async function viewProcessByPs(pid: number): Promise<ProcessView | undefined> {
  const text = await run("ps", ["-ww", "-o", "stat=,lstart=,command=", "-p", String(pid)]).catch(() => "");
  const match = /^\s*(\S+)\s+(\w{3} +\w{3} +\d+ +[\d:]+ +\d{4})\s+(.*?)\s*$/s.exec(text);
  if (!match?.[2] || match[3] === undefined || match[1]?.startsWith("Z")) return undefined;
  const listed = await run("lsof", ["-a", "-p", String(pid), "-d", "cwd,txt", "-Fn"]).catch(() => "");
  const names = [...listed.matchAll(/^f(cwd|txt)\nn(.*)$/gm)];
  const named = (kind: string) => names.find(([, found]) => found === kind)?.[2];
  const [executable, workingDirectory] = [named("txt"), named("cwd")];
  return {
    pid,
    startTime: match[2],
    startedAt: new Date(match[2]),
    ...(executable !== undefined && { executable }),
    ...(workingDirectory !== undefined && { workingDirectory }),
    commandLine: match[3],
  };
}

/** A process of another user, or one that ended meanwhile, hides these; that is an answer, not a fault. */
async function readable(look: Promise<string>): Promise<string | undefined> {
  return look.catch((error: NodeJS.ErrnoException) => {
    if (["ENOENT", "EACCES", "EPERM", "ESRCH"].includes(error.code ?? "")) return undefined;
    throw error;
  });
}

async function run(command: string, args: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(command, [...args], { env: { ...process.env, LC_ALL: "C" } });
  return stdout;
}
