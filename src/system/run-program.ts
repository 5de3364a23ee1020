import { execFile } from "node:child_process";
import { once } from "node:events";

export interface ProgramRequest {
  command: string;
  args: readonly string[];
  /** The complete environment of the program. */
  env: NodeJS.ProcessEnv;
  timeoutMs: number;
  signal: AbortSignal;
}

/** The result of a program that ran to its end. */
export interface ProgramResult {
  exitCode: number;
  stdout: string;
  stderr: string;
}

/**
 * Runs a program to its end, without input, and collects what it prints.
 *
 * @throws the spawn error when it cannot be started, the signal's reason when it is aborted, an Error when it takes longer
 *   than `timeoutMs` or is killed
 */
export async function runProgram(request: ProgramRequest): Promise<ProgramResult> {
  const { command, args, env, timeoutMs, signal } = request;
  signal.throwIfAborted();
  const output = { stdout: "", stderr: "" };
  const child = execFile(command, [...args], {
    env,
    signal,
    timeout: timeoutMs,
    killSignal: "SIGKILL",
    maxBuffer: MAX_OUTPUT_BYTES,
  });
  child.stdin?.end();
  for (const name of ["stdout", "stderr"] as const) {
    child[name]?.on("data", (text: string) => (output[name] += text));
  }
  const [exitCode, killedBy] = (await once(child, "close").catch((error: unknown) => {
    signal.throwIfAborted();
    throw error;
  })) as [number | null, NodeJS.Signals | null];
  signal.throwIfAborted();
  if (exitCode !== null) return { exitCode, ...output };
  throw new Error(`${command} was ended by ${killedBy} (time limit: ${timeoutMs / 1000}s)`);
}

const MAX_OUTPUT_BYTES = 256 * 1024 * 1024;
