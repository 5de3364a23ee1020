import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { processesWorkingIn } from "../../system/find-processes.js";
import {
  identify,
  isAlive,
  viewProcess,
  type ProcessIdentity,
  type ProcessView,
} from "../../system/process-identity.js";
import { InfraError } from "../../errors/infra-error.js";
import { openForAppend } from "../../system/files.js";
import { waitUntil } from "../../system/wait-until.js";
import type { InfraContext } from "../../events.js";
import { rememberExit } from "./child-exits.js";
import type { Sighting } from "./find-server.js";
import type { Disguise } from "./server-identity.js";
import type { ServerLock } from "./server-lock.js";

/** A server of this environment that is started and stopped as a process. */
export interface NativeServer {
  /** The process, if it lives and is proven to be ours; see `find-server.ts`. */
  find(): Promise<Sighting>;
  /** What would be started, for people. */
  software(): Promise<string>;
  /** What decides how the process is started; see {@link configHash}. */
  settings(): Promise<string>;
  /** Asked when it does not run any more: did it do all it does when it is asked to end, or did something end it? */
  endedInOrder(): Promise<boolean>;
  /** Prepares data and configuration and starts the process. */
  start(context: InfraContext): Promise<{ port: number; software: string; process: ProcessIdentity }>;
  /** Ends the process, gently at first. The signals that the server understands, each with the time it gets. */
  readonly stopSignals: readonly { signal: NodeJS.Signals; graceMs: number }[];
  /** Clears what the process leaves behind once it is gone. */
  afterStop(): Promise<void>;
  /** File that its log is written to now. */
  currentLog(): Promise<string | undefined>;
}

/** Hash over everything that decides how a server is started. */
export async function configHash(server: NativeServer): Promise<string> {
  return createHash("sha256")
    .update(await server.settings())
    .digest("hex");
}

/** Starts a process that outlives this one: a separate session, no terminal, output to a file. */
export async function spawnServer(options: {
  command: string;
  args: readonly string[];
  cwd: string;
  env: NodeJS.ProcessEnv;
  disguise: Disguise;
  logFile: string;
  /** Stay with the server and all that it starts. */
  locks: readonly (ServerLock | undefined)[];
}): Promise<ProcessIdentity> {
  const { command, args } = options.disguise.wrap(options.command, options.args);
  const log = await openForAppend(options.logFile);
  try {
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: options.env,
      detached: true,
      stdio: ["ignore", log.fd, log.fd, ...options.locks.flatMap((lock) => (lock ? [lock.fd] : []))],
    });
    rememberExit(child);
    await once(child, "spawn");
    child.unref();
    const identity = child.pid === undefined ? undefined : await identify(child.pid);
    // Already gone: an identity that is never alive lets the caller find out with the log at hand.
    return identity ?? { pid: child.pid ?? 0, startTime: "gone", machine: "" };
  } finally {
    await log.close();
  }
}

/** Ends a process by the signals given, in turn, until it is gone. */
async function endProcess(
  process_: ProcessIdentity,
  signals: readonly { signal: NodeJS.Signals; graceMs: number }[],
): Promise<void> {
  for (const { signal, graceMs } of signals) {
    if (!(await isAlive(process_))) return;
    sendSignal(process_.pid, signal);
    // A stopped process (Ctrl-Z, SIGSTOP) takes no notice of a request to end until it may go on.
    sendSignal(process_.pid, "SIGCONT");
    const gone = await waitUntil(async () => ((await isAlive(process_)) ? undefined : true), {
      timeoutMs: graceMs,
      intervalMs: 5,
      maxIntervalMs: 50,
      // Stopping is short and is itself the cleaning up after an interrupt: it is not interrupted.
      signal: new AbortController().signal,
    });
    if (gone) return;
  }
  if (await isAlive(process_)) throw new Error(`process ${process_.pid} did not end`);
}

/** The same for what `findProcesses` saw. */
export async function endViewed(
  view: ProcessView,
  signals: readonly { signal: NodeJS.Signals; graceMs: number }[],
): Promise<void> {
  const identity = await identify(view.pid);
  if (identity?.startTime !== view.startTime) return;
  // A server waits for its children to end, and one that was stopped with it (SIGSTOP) cannot.
  await continueViewed(view);
  await endProcess(identity, signals);
}

/** Lets a server and its children go on that were stopped by a signal. */
export async function continueViewed(view: ProcessView): Promise<void> {
  const around = view.workingDirectory === undefined ? [] : await processesWorkingIn(view.workingDirectory);
  for (const { pid, executable } of around) if (executable === view.executable) sendSignal(pid, "SIGCONT");
}

/** The process of an identity if it still lives, with all that can be seen of it. */
export async function viewIdentity(identity: ProcessIdentity): Promise<ProcessView | undefined> {
  return (await isAlive(identity)) ? viewProcess(identity.pid) : undefined;
}

function sendSignal(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EPERM") {
      throw new InfraError(
        "FOREIGN_OBJECT",
        `The server of this checkout (pid ${pid}) was started by another user or in another container`,
        {
          hint: "Run the command as that user, or there",
          cause: error,
        },
      );
    }
    // It ended between the look and the signal.
    if (code !== "ESRCH") throw error;
  }
}
