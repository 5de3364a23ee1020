import { once } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import { ERROR_CODES } from "../../src/errors/codes.js";
import { messageOf } from "../../src/errors/message.js";
import { kill } from "../crash/support/commands.js";
import type { CommandResult, RunningCommand, TemporaryProject } from "../support/temporary-project.js";
import { describeCommand, type PlannedCommand } from "./plan-round.js";

/** How long commands take when they are left alone, by their name. Learned from those that were. */
export class Durations {
  private readonly known = new Map<string, number>();

  of(name: string): number {
    return this.known.get(name) ?? 1_500;
  }

  learn(name: string, durationMs: number): void {
    this.known.set(name, (this.of(name) + durationMs) / 2);
  }
}

export interface Circumstances {
  /** Servers were killed or suspended meanwhile. */
  isStruck: boolean;
  hasFailingMigration: boolean;
  durations: Durations;
}

export interface Carried {
  planned: PlannedCommand;
  /** `undefined`: it was killed, or hangs. */
  result?: CommandResult;
  /** It hangs, or ended as no command may end. */
  problem?: string;
}

/** Runs a command, kills it when it is to be killed, and judges how it ended. */
export async function runCommand(
  project: TemporaryProject,
  planned: PlannedCommand,
  circumstances: Circumstances,
): Promise<Carried> {
  const { durations } = circumstances;
  await delay(planned.start * durations.of("up"));
  const running = project.start(planned.args);
  const [name = ""] = planned.args;
  if (planned.kill !== undefined) {
    const isKilled = await killAfter(running, planned.kill.whom, planned.kill.share * durations.of(name));
    if (isKilled) return { planned };
  }
  try {
    const result = await running.result;
    if (planned.kill === undefined) durations.learn(name, result.durationMs);
    const problem = problemOf(planned, result, circumstances);
    return { planned, result, ...(problem !== undefined && { problem }) };
  } catch (error) {
    return { planned, problem: messageOf(error) };
  }
}

/** Returns whether it was still running. */
async function killAfter(
  { child, result }: RunningCommand,
  whom: "command" | "group",
  afterMs: number,
): Promise<boolean> {
  const exited = once(child, "exit");
  const done = new AbortController();
  // Aborted when the command was faster.
  await Promise.race([exited, delay(afterMs, undefined, { signal: done.signal }).catch(() => undefined)]);
  done.abort();
  if (child.pid === undefined) throw new Error("the command did not start");
  kill(whom === "group" ? -child.pid : child.pid, "SIGKILL");
  await exited;
  if (child.signalCode !== "SIGKILL") return false;
  // What it started may hold the pipes for as long as it lives.
  child.stdout?.destroy();
  child.stderr?.destroy();
  await result;
  return true;
}

const KNOWN_CODES = new Set<number | null>(Object.values(ERROR_CODES).map(({ exitCode }) => exitCode));

function problemOf(
  planned: PlannedCommand,
  result: CommandResult,
  circumstances: Circumstances,
): string | undefined {
  const what = `${describeCommand(planned)} ended with ${result.exitCode ?? result.signal}`;
  if (!isExpected(planned, result, circumstances)) return what;
  if (!planned.args.includes("--json")) return undefined;
  try {
    const document = JSON.parse(result.stdout) as { schema?: unknown };
    if (typeof document.schema === "string") return undefined;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  return `${what} and printed something else than one JSON document`;
}

/** The environment changes under each of them, so any may find it down, held or ill; none of them may be at a loss. */
function isExpected(
  { args: [name = ""] }: PlannedCommand,
  { exitCode, stderr }: CommandResult,
  { isStruck, hasFailingMigration }: Circumstances,
): boolean {
  if (stderr.includes("This is a bug in infra")) return false;
  const isOwnError = /^ERROR: /m.test(stderr);
  // These end with the code of the program that they run.
  if (["psql", "redis-cli", "run"].includes(name) && !isOwnError) return true;
  if (exitCode === 2) return /^ERROR: (psql|redis-cli) is not installed/m.test(stderr);
  if (name === "doctor" && exitCode !== 1) return KNOWN_CODES.has(exitCode) || exitCode === 0;
  return (
    [0, 13, 14, 50].includes(exitCode ?? 1) ||
    (exitCode === 12 && (hasFailingMigration || isStruck || name === "seed")) ||
    (exitCode === 41 && name === "verify")
  );
}

/** For people. */
export function describeCarried({ planned, result, problem }: Carried): string {
  if (result === undefined) return `${describeCommand(planned)}: ${problem ?? "killed"}`;
  const output = [result.stdout, result.stderr].filter((text) => text !== "");
  return [
    `${describeCommand(planned)}: ${result.exitCode ?? result.signal} after ${Math.round(result.durationMs)} ms`,
    ...output.map((text) => text.trimEnd().replaceAll(/^/gm, "    ")),
  ].join("\n");
}
