import type { ResolvedConfig } from "../../config/resolved.js";
import { InfraError } from "../../errors/infra-error.js";

/** The server's word for a data directory without the file that says it is one. A server that has run never says this. */
const NO_CONTROL_FILE = /could not open file "[^"]*global\/pg_control"/;

/** The line in a server's output that says that its data was never finished. */
export function noControlFile(output: readonly string[]): string | undefined {
  return output.find((line) => NO_CONTROL_FILE.test(line));
}

/**
 * An error for a data directory that was never finished: the machine or the engine went down during the image's first boot.
 * The image takes such a directory for a whole one.
 */
export function unfinishedData(config: ResolvedConfig, sign: string): InfraError {
  const { volume } = config.postgres;
  return new InfraError(
    "DATA_INCOMPATIBLE",
    `The data in volume ${volume} is not a whole cluster; its first start was probably cut off: ${sign.trim()}`,
    {
      hint: "If nothing was stored in it yet: infra reset, then infra up",
      details: { volume, line: sign },
    },
  );
}
