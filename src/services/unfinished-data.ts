import { InfraError } from "../errors/infra-error.js";
import { infra } from "../system/own-command.js";

/** The server's message for a data directory without its version file. A server that has run never says this. */
const NO_CONTROL_FILE = /could not open file "[^"]*global\/pg_control"/;

/** The line in a server's output that says that its data was never finished. */
export function noControlFile(output: readonly string[]): string | undefined {
  return output.find((line) => NO_CONTROL_FILE.test(line));
}

/**
 * An error for a data directory that was never finished: the machine or the engine went down during the first start. Images
 * take such a directory for a complete one.
 *
 * @param location folder or volume, for people
 */
export function unfinishedData(location: string, sign: string): InfraError {
  return new InfraError(
    "DATA_INCOMPATIBLE",
    `The data in ${location} is not a complete cluster; its first start was probably interrupted: ${sign.trim()}`,
    {
      hint: `If nothing was stored in it yet: ${infra("reset")} && ${infra("up")}`,
      details: { location, line: sign },
    },
  );
}
