import { spawn, type StdioOptions } from "node:child_process";
import { once } from "node:events";
import { constants } from "node:os";

export interface ChildRequest {
  command: string;
  args: readonly string[];
  env: NodeJS.ProcessEnv;
  cwd?: string;
  stdio: StdioOptions;
  /** Called once it runs, with a way to pass signals on. */
  onChild?: (child: { kill(signal: NodeJS.Signals): void }) => void;
}

/**
 * Runs a command to its end in the caller's terminal.
 *
 * @returns what a shell would show: its exit code, or 128 and the signal's number
 * @throws the spawn error (`ENOENT`, `EACCES`) when it cannot be started
 */
export async function runChild(request: ChildRequest): Promise<number> {
  const { command, args, env, cwd, stdio } = request;
  const child = spawn(command, [...args], { env, stdio, ...(cwd !== undefined && { cwd }) });
  const ended = new Promise<[number | null, NodeJS.Signals | null]>((resolve) => {
    child.once("exit", (code, signal) => resolve([code, signal]));
  });
  await once(child, "spawn");
  // From here on an error says only that a signal could not be sent: a child that became another user (`sudo`) refuses
  // ours. It goes on, and so does the wait for its end.
  child.on("error", () => undefined);
  request.onChild?.({ kill: (signal) => child.kill(signal) });
  const [code, signal] = await ended;
  if (signal !== null) return 128 + constants.signals[signal];
  return code ?? 1;
}
