import { processIo } from "./process-io.js";
import { runCli } from "./run-cli.js";

/** The command line as a program. `argv` without the program's own name. Sets the exit code of the process. */
export async function main(argv: readonly string[]): Promise<void> {
  const io = processIo();
  process.exitCode = await runCli(argv, io);
}
