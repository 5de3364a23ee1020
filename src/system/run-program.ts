import { spawn, type ChildProcess, type StdioOptions } from "node:child_process";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { shortageError, withStreams } from "./shortage.js";

export interface Program {
  command: string;
  args: readonly string[];
  /** The complete environment of the program. */
  env: NodeJS.ProcessEnv;
  cwd?: string;
  /** For its standard input, which is empty otherwise. */
  input?: string;
  /** An open file for both outputs, or no place at all. Otherwise they are in the result. */
  output?: number | "ignore";
  /** Keep all of each output, up to 256 MB. Otherwise the last 200,000 characters are kept. */
  keepAll?: boolean;
  /** Receives the lines that the program writes to file descriptor 3. */
  onStatusLine?: (line: string) => void;
  /** Open files that it inherits, in the next descriptors from 3 on. */
  files?: readonly number[];
  /** End the program and its children also when this process is killed outright. For programs that run long. */
  endWithUs?: boolean;
  timeoutMs: number;
  /** Absent for short work that must not end halfway. */
  signal?: AbortSignal;
}

export interface ProgramResult {
  /** `undefined` if it was killed or could not be started. */
  exitCode: number | undefined;
  /** How it ended, for people: `exit code 100`, `signal SIGSEGV`, `no end after 5s`, `cannot be started: EACCES`. */
  ending: string;
  stdout: string;
  stderr: string;
}

const KILL_AFTER_MS = 2_000;
const LAST_CHARS = 200_000;
const ALL_CHARS = 256 * 1024 * 1024;

/**
 * Runs a program to its end. It gets a separate process group, so that a time limit or an abort ends its children too, and
 * no terminal to ask questions with.
 *
 * @throws the signal's reason when it is aborted, once the program is gone; the system's error when it has no process or
 *   file descriptor left
 */
export async function runProgram(program: Program): Promise<ProgramResult> {
  const { signal, timeoutMs } = program;
  signal?.throwIfAborted();
  const child = start(program);
  const stop = stopper(child);
  const output = collectOutput(child, {
    ...program,
    onTooMuch: () => stop.because("more than 256 MB of output"),
  });
  const onAbort = () => stop.because("aborted");
  const timer = setTimeout(() => stop.because(`no end after ${timeoutMs / 1000}s`), timeoutMs);
  signal?.addEventListener("abort", onAbort, { once: true });
  try {
    const end = await endOf(child);
    signal?.throwIfAborted();
    const reason = stop.reason();
    return { ...(reason === undefined ? end : { exitCode: undefined, ending: reason }), ...output };
  } finally {
    clearTimeout(timer);
    stop.settle();
    signal?.removeEventListener("abort", onAbort);
  }
}

function start(program: Program): ChildProcess {
  const { command, args, env, cwd, input, output = "pipe", onStatusLine, files = [], endWithUs } = program;
  const extra = [...(onStatusLine ? ["pipe" as const] : []), ...files];
  const stdio: StdioOptions = [input === undefined ? "ignore" : "pipe", output, output, ...extra];
  const options = { detached: true, env, ...(cwd !== undefined && { cwd }) };
  if (!endWithUs) return withInput(withStreams(spawn(command, [...args], { ...options, stdio })), input);
  const lifeline = stdio.length;
  const wrapped = ["-c", withLifeline(lifeline), "sh", command, ...args];
  const child = withStreams(spawn("/bin/sh", wrapped, { ...options, stdio: [...stdio, "pipe"] }));
  child.once("exit", () => child.stdio[lifeline as 4]?.destroy());
  return withInput(child, input);
}

/**
 * Becomes the program, leaving a watcher in its process group that kills the group when the other end of the lifeline is
 * closed: by us, or by the kernel when we are killed. (Linux' parent-death signal is lost when apt changes its user.)
 */
function withLifeline(fd: number): string {
  const others = Array.from({ length: fd - 3 }, (_, index) => `${3 + index}>&-`).join(" ");
  return `{ read -r _ <&${fd}; kill -KILL -$$; } >/dev/null 2>&1 ${others} & exec "$@" ${fd}<&-`;
}

function withInput(child: ChildProcess, input: string | undefined): ChildProcess {
  // A program that ends before it has read its input reports the reason in its output.
  child.stdin?.on("error", () => undefined).end(input);
  return child;
}

/** Ends the program gently at first, with its group. The first reason counts. */
function stopper(child: ChildProcess) {
  let stopping: { reason: string; killTimer: NodeJS.Timeout } | undefined;
  const kill = () => {
    signalGroup(child, "SIGKILL");
    // A process that left the group may keep the other ends open; they are no longer read.
    for (const stream of child.stdio) stream?.destroy();
  };
  return {
    because: (reason: string) => {
      if (stopping) return;
      signalGroup(child, "SIGTERM");
      stopping = { reason, killTimer: setTimeout(kill, KILL_AFTER_MS) };
    },
    reason: () => stopping?.reason,
    settle: () => {
      if (stopping === undefined) return;
      clearTimeout(stopping.killTimer);
      // Children of the program that ignored the request.
      kill();
    },
  };
}

function collectOutput(
  child: ChildProcess,
  { keepAll, onStatusLine, onTooMuch }: Program & { onTooMuch: () => void },
) {
  const output = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const) {
    child[name]?.setEncoding("utf8").on("data", (text: string) => {
      output[name] = keepAll ? output[name] + text : (output[name] + text).slice(-LAST_CHARS);
      if (output[name].length <= ALL_CHARS) return;
      output[name] = "";
      onTooMuch();
    });
  }
  const status = child.stdio[3] as Readable | null | undefined;
  if (onStatusLine && status) createInterface({ input: status }).on("line", onStatusLine);
  return output;
}

function endOf(child: ChildProcess): Promise<Pick<ProgramResult, "exitCode" | "ending">> {
  return new Promise((resolve, reject) => {
    child.once("error", (error: NodeJS.ErrnoException) => {
      // Also emitted when a signal could not be sent; then the program still runs and "close" follows.
      if (child.pid !== undefined) return;
      // That says nothing about the program.
      if (shortageError(error)) reject(error);
      else resolve({ exitCode: undefined, ending: `cannot be started: ${error.code ?? error.message}` });
    });
    child.once("close", (code: number | null, signal: NodeJS.Signals | null) => {
      resolve({
        exitCode: code ?? undefined,
        ending: code === null ? `signal ${signal}` : `exit code ${code}`,
      });
    });
  });
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch (error) {
    // All have already ended; macOS says EPERM then.
    if (!["ESRCH", "EPERM"].includes((error as NodeJS.ErrnoException).code ?? "")) throw error;
  }
}
