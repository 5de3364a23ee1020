import { InfraError } from "../errors/infra-error.js";
import { messageOf } from "../errors/message.js";
import { reportFailure } from "./failure.js";
import { processIo } from "./process-io.js";
import { runCli } from "./run-cli.js";

/** The command line as a program. `argv` without the program's own name. Sets the exit code of the process. */
export async function main(argv: readonly string[]): Promise<void> {
  const io = processIo();
  const exitCode = await runCli(argv, io);
  const lost = await io.lostOutput();
  // Scripts that read the output must not mistake a part of it for all of it.
  process.exitCode =
    lost !== undefined && exitCode === 0
      ? reportFailure(outputLost(lost), { io, command: "infra", json: false, verbose: false })
      : exitCode;
}

function outputLost(cause: Error): InfraError {
  return new InfraError("RESOURCES_EXHAUSTED", `Not all output could be written: ${messageOf(cause)}`, {
    hint: "The command has finished. To see its output, free some space where the output is written",
    cause,
  });
}
