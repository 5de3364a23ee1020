import { execFile } from "node:child_process";
import { promisify } from "node:util";

const TIMEOUT_MS = 5_000;

/** Whether a command ends well: to ask the system what it allows. */
export async function succeeds(argv: readonly string[]): Promise<boolean> {
  const [command = "", ...args] = argv;
  return promisify(execFile)(command, args, { timeout: TIMEOUT_MS }).then(
    () => true,
    () => false,
  );
}
