import { spawn, type ChildProcess } from "node:child_process";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { shortageError, withStreams } from "./shortage.js";

export interface Command {
  command: string;
  args: readonly string[];
  /** In addition to this process's own environment. */
  env?: Readonly<Record<string, string>>;
  timeoutMs: number;
  signal: AbortSignal;
  /** Receives the lines that the program writes to file descriptor 3. */
  onStatusLine?: (line: string) => void;
  /** End the program and its children also when this process is killed outright. For programs that run long. */
  endWithUs?: boolean;
}

export interface CommandResult {
  ok: boolean;
  /** How it ended, for people: `exit code 100`, `signal SIGSEGV`, `no end after 5s`, `cannot be started: EACCES`. */
  ending: string;
  stdout: string;
  stderr: string;
}

const KILL_AFTER_MS = 2_000;
const LIFELINE_FD = 4;

/**
 * Becomes the program, leaving a watcher in its process group that kills the group when the other end of the lifeline is
 * closed: by us, or by the kernel when we are killed. (Linux' parent-death signal is lost when apt changes its user.)
 */
const WITH_LIFELINE = `{ read -r _ <&${LIFELINE_FD}; kill -KILL -$$; } >/dev/null 2>&1 3>&- & exec "$@" ${LIFELINE_FD}<&-`;
const MAX_OUTPUT_CHARS = 200_000;

/**
 * Runs a program to its end. It gets a separate process group, so that a time limit or an abort ends its children
 * too, and has neither terminal nor input to ask questions with.
 *
 * @throws the signal's reason when it is aborted, once the program is gone
 */
export async function runCommand(options: Command): Promise<CommandResult> {
  options.signal.throwIfAborted();
  const child = start(options);
  const output = collectOutput(child, options.onStatusLine);
  let stopping: { reason: "timeout" | "abort"; killTimer: NodeJS.Timeout } | undefined;
  const stop = (reason: "timeout" | "abort") => {
    if (stopping) return;
    signalGroup(child, "SIGTERM");
    stopping = { reason, killTimer: setTimeout(() => signalGroup(child, "SIGKILL"), KILL_AFTER_MS) };
  };
  const onAbort = () => stop("abort");
  const timer = setTimeout(() => stop("timeout"), options.timeoutMs);
  options.signal.addEventListener("abort", onAbort, { once: true });
  try {
    const ending = await endOf(child);
    options.signal.throwIfAborted();
    if (stopping?.reason === "timeout") {
      return { ...output, ok: false, ending: `no end after ${options.timeoutMs / 1000}s` };
    }
    return { ...output, ok: ending === "exit code 0", ending };
  } finally {
    clearTimeout(timer);
    clearTimeout(stopping?.killTimer);
    options.signal.removeEventListener("abort", onAbort);
  }
}

function start({ command, args, env, endWithUs = false, onStatusLine }: Command): ChildProcess {
  const stdio: ("ignore" | "pipe")[] = ["ignore", "pipe", "pipe", onStatusLine ? "pipe" : "ignore"];
  const options = { detached: true, env: { ...process.env, ...env } };
  if (!endWithUs) return withStreams(spawn(command, [...args], { ...options, stdio }));
  const wrapped = ["-c", WITH_LIFELINE, "sh", command, ...args];
  const child = withStreams(spawn("/bin/sh", wrapped, { ...options, stdio: [...stdio, "pipe"] }));
  child.once("exit", () => child.stdio[LIFELINE_FD]?.destroy());
  return child;
}

function collectOutput(child: ChildProcess, onStatusLine: Command["onStatusLine"]) {
  const output = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const) {
    child[name]?.setEncoding("utf8").on("data", (text: string) => {
      output[name] = (output[name] + text).slice(-MAX_OUTPUT_CHARS);
    });
  }
  const status = child.stdio[3] as Readable | null | undefined;
  if (onStatusLine && status) createInterface({ input: status }).on("line", onStatusLine);
  return output;
}

function endOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    child.once("error", (error: NodeJS.ErrnoException) => {
      // Also emitted when a signal could not be sent; then the program still runs and "close" follows.
      if (child.pid !== undefined) return;
      // That says nothing about the program.
      if (shortageError(error)) reject(error);
      else resolve(`cannot be started: ${error.code ?? error.message}`);
    });
    child.once("close", (code, signal) => {
      resolve(signal === null ? `exit code ${code}` : `signal ${signal}`);
    });
  });
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch (error) {
    // It has already ended.
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}
