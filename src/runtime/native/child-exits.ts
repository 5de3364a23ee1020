import type { ChildProcess } from "node:child_process";
import { setTimeout as delay } from "node:timers/promises";

/** How the servers ended that this process started; the system reports it only to their parent. */
const exits = new Map<number, Promise<string>>();

export function rememberExit(child: ChildProcess): void {
  const { pid } = child;
  if (pid === undefined) return;
  const exit = new Promise<string>((resolve) => {
    child.once("exit", (code, signal) => resolve(signal === null ? `exit code ${code}` : `signal ${signal}`));
  });
  exits.set(pid, exit);
}

const REPORT_TIMEOUT_MS = 1_000;

/** How a process that is gone ended: `exit code 1`, `signal SIGKILL`; `undefined` when this process did not start it. */
export async function howItExited(pid: number): Promise<string | undefined> {
  const over = new AbortController();
  try {
    const tooLate = delay(REPORT_TIMEOUT_MS, undefined, { signal: over.signal });
    return await Promise.race([exits.get(pid), tooLate]);
  } finally {
    over.abort();
  }
}
