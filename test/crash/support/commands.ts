import { once } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import { expect } from "vitest";
import type { CommandResult, RunningCommand, TemporaryProject } from "../../support/temporary-project.js";

const DEADLINE_MS = 60_000;

/** Runs `infra` to its end, which has to come in time: a command that hangs fails the test that started it. */
export async function infra(
  project: TemporaryProject,
  args: readonly string[],
  options: { env?: Record<string, string>; deadlineMs?: number } = {},
): Promise<CommandResult> {
  const { deadlineMs = DEADLINE_MS } = options;
  return inTime(project.start(args, options.env), `infra ${args.join(" ")}`, deadlineMs);
}

/** The same, and it has to end well. */
export async function succeed(project: TemporaryProject, ...args: string[]): Promise<CommandResult> {
  const result = await infra(project, args);
  expect(result, `infra ${args.join(" ")}:\n${result.stderr}`).toMatchObject({ exitCode: 0 });
  return result;
}

export async function inTime(
  running: RunningCommand,
  what: string,
  deadlineMs = DEADLINE_MS,
): Promise<CommandResult> {
  const done = new AbortController();
  const result = await Promise.race([
    running.result,
    delay(deadlineMs, undefined, { signal: done.signal }).catch(() => undefined), // the command was faster
  ]);
  done.abort();
  if (result !== undefined) return result;
  killGroup(running);
  const { stderr } = await running.result;
  throw new Error(`${what} did not end within ${deadlineMs} ms:\n${stderr}`);
}

export interface Kill {
  args: readonly string[];
  afterMs: number;
  /**
   * `command`: the process of the command alone; what it started lives on. `everything`: its whole process group and all
   * that works in the project, servers included.
   */
  whom: "command" | "everything";
}

/**
 * Starts a command and kills it while it works. One that was faster this time than expected is started again, and killed
 * earlier.
 *
 * @param prepare brings the project to where the command has something to do
 */
export async function killDuring(
  project: TemporaryProject,
  planned: Kill,
  prepare: () => Promise<unknown>,
): Promise<void> {
  let { afterMs } = planned;
  do {
    await prepare();
    if (await killAfter(project, { ...planned, afterMs })) return;
    afterMs *= 0.8;
  } while (afterMs > 1);
  throw new Error(`infra ${planned.args.join(" ")} cannot be killed: it ends at once`);
}

/** Returns whether the command was still running. */
async function killAfter(project: TemporaryProject, { args, afterMs, whom }: Kill): Promise<boolean> {
  const running = project.start(args);
  // Not `close`: a grandchild may hold the pipes for as long as it lives.
  const exited = once(running.child, "exit") as Promise<[number | null, NodeJS.Signals | null]>;
  await delay(afterMs);
  if (whom === "command") running.child.kill("SIGKILL");
  else {
    killGroup(running);
    await killEverything(project);
  }
  const [, signal] = await exited;
  return signal === "SIGKILL";
}

/** Kills all that works in the project until nothing is left: a process may start another one meanwhile. */
export async function killEverything(project: TemporaryProject): Promise<void> {
  for (;;) {
    const processes = await project.processes();
    if (processes.length === 0) return;
    for (const { pid } of processes) kill(pid, "SIGKILL");
    await delay(5);
  }
}

/** Sends a signal to a process that may have ended by itself. */
export function kill(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

function killGroup({ child }: RunningCommand): void {
  if (child.pid === undefined) throw new Error("the command did not start");
  kill(-child.pid, "SIGKILL");
}
