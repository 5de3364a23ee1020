import { withSystemFolders } from "./find-program.js";
import { runProgram } from "./run-program.js";

/** Information about processes from system programs, where there is no `/proc` (macOS). */

export interface PsAnswer {
  /** `S`, `T+`: see `ps`. */
  state: string;
  /** `Sat Nov 21 23:41:06 2026`, in UTC. */
  startTime: string;
  commandLine: string;
}

export interface LsofAnswer {
  executable?: string;
  workingDirectory?: string;
}

/** A living process; `undefined` when there is none. A zombie counts as dead. */
export async function askPs(pid: number): Promise<PsAnswer | undefined> {
  // A keyword each: with `=` the rest of an argument may be taken for a heading.
  const columns = ["stat=", "lstart=", "command="].flatMap((column) => ["-o", column]);
  return parsePs(await answerOf("ps", ["-ww", ...columns, "-p", String(pid)]));
}

/** The files that a process runs and works in, as far as this user may see them. */
export async function askLsof(pid: number): Promise<LsofAnswer> {
  return parseLsofOfOne(await answerOf("lsof", ["-w", "-a", "-p", String(pid), "-d", "cwd,txt", "-Fpfn"]));
}

/** Every process that this user may look into, with its working folder. */
export async function listWorkingFolders(): Promise<{ pid: number; path: string }[]> {
  return parseWorkingFolders(await answerOf("lsof", ["-w", "-d", "cwd", "-Fpfn"]));
}

/** The process that listens on a TCP port. */
export async function askPortHolder(port: number): Promise<number | undefined> {
  const listed = await answerOf("lsof", ["-w", "-nP", `-iTCP:${port}`, "-sTCP:LISTEN", "-Fp"]);
  const pid = /^p(\d+)$/m.exec(listed)?.[1];
  return pid === undefined ? undefined : Number(pid);
}

/** Addresses with ports where a process listens; `*:5432` is every address. */
export async function listListening(pid: number): Promise<string[]> {
  const listed = await answerOf("lsof", [
    "-w",
    "-nP",
    "-a",
    "-p",
    String(pid),
    "-iTCP",
    "-sTCP:LISTEN",
    "-Fn",
  ]);
  return [...listed.matchAll(/^n(.+)$/gm)].map(([, name = ""]) => name);
}

/** Another one after each boot. The time of the boot would not do: it moves when the clock is set. */
export async function bootSession(): Promise<string> {
  return (await answerOf("sysctl", ["-n", "kern.bootsessionuuid"])).trim() || "unknown";
}

export function parsePs(text: string): PsAnswer | undefined {
  const match = /^\s*(\S+)\s+(\w{3} +\w{3} +\d+ +[\d:]+ +\d{4})\s+(.*?)\s*$/s.exec(text);
  const [, state, startTime, commandLine] = match ?? [];
  if (startTime === undefined || commandLine === undefined) return undefined;
  if (state === undefined || state.startsWith("Z")) return undefined;
  return { state, startTime, commandLine };
}

/** The first `txt` is the program, those after it are its libraries. */
export function parseLsofOfOne(text: string): LsofAnswer {
  const files = [...text.matchAll(/^f(cwd|txt)\n(?:[^fnp].*\n)*n(.*)$/gm)];
  const named = (kind: string) => files.find(([, found]) => found === kind)?.[2];
  const [executable, workingDirectory] = [named("txt"), named("cwd")];
  return {
    ...(executable !== undefined && { executable: plainPath(executable) }),
    ...(workingDirectory !== undefined && { workingDirectory: plainPath(workingDirectory) }),
  };
}

export function parseWorkingFolders(text: string): { pid: number; path: string }[] {
  return [...text.matchAll(/^p(\d+)\n(?:[^np].*\n)*n(.*)$/gm)].map(([, pid, path = ""]) => ({
    pid: Number(pid),
    path: plainPath(path),
  }));
}

/** In the C locale lsof spells what is not ASCII byte by byte: `M\xc3\xbcller`. */
function plainPath(printed: string): string {
  return printed.replaceAll(/(?:\\x[0-9a-f]{2})+/g, (bytes) =>
    Buffer.from(bytes.replaceAll("\\x", ""), "hex").toString("utf8"),
  );
}

/** Locale and time zone are fixed: what is compared later on must not depend on the shell it was asked from. */
const ENVIRONMENT = { PATH: withSystemFolders(), LC_ALL: "C", TZ: "UTC" };
const TIMEOUT_MS = 10_000;

/**
 * What a program printed, also when it ended with an error: ps and lsof do so when there is nothing to print, lsof also
 * when one process of many could not be looked at.
 */
async function answerOf(command: string, args: readonly string[]): Promise<string> {
  const program = { command, args, env: ENVIRONMENT, keepAll: true, timeoutMs: TIMEOUT_MS };
  return (await runProgram(program)).stdout;
}
