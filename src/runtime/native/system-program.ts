import { findProgram, withSystemFolders } from "../../system/find-program.js";
import { runProgram, type ProgramResult } from "../../system/run-program.js";

/** Programs of the system that root may run: nothing that a PATH of another user leads to. */
const SYSTEM_PATH = withSystemFolders("");

export function findSystemProgram(name: string): Promise<string | undefined> {
  return process.platform === "linux" ? findProgram([name], SYSTEM_PATH) : Promise.resolve(undefined);
}

/** Whether a command ends well: to ask the system what it allows. */
export async function succeeds(argv: readonly string[]): Promise<boolean> {
  return (await run(argv, ASK_TIMEOUT_MS)).exitCode === 0;
}

/** @throws Error naming the command, how it ended and what it printed */
export async function runSystemProgram(argv: readonly string[]): Promise<void> {
  const { exitCode, ending, stderr } = await run(argv, WORK_TIMEOUT_MS);
  if (exitCode !== 0) throw new Error(`${argv.join(" ")}: ${ending}\n${stderr.trim()}`.trim());
}

const ASK_TIMEOUT_MS = 5_000;
/** For all files of a large database. */
const WORK_TIMEOUT_MS = 600_000;

function run([command = "", ...args]: readonly string[], timeoutMs: number): Promise<ProgramResult> {
  return runProgram({ command, args, env: { PATH: SYSTEM_PATH }, timeoutMs });
}
