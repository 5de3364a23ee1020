import type { ResolvedConfig } from "../../config/resolved.js";
import { InfraError } from "../../errors/infra-error.js";

/**
 * What PostgreSQL says of a data directory that was never finished: the machine or the engine went down during the image's
 * first boot. The image takes such a directory for a whole one.
 */
const SIGNS = [/could not open file "[^"]*global\/pg_control"/, /database "postgres" does not exist/];

/** An error when a server's output says that its data was never finished. */
export function unfinishedData(config: ResolvedConfig, output: readonly string[]): InfraError | undefined {
  const line = output.find((each) => SIGNS.some((sign) => sign.test(each)));
  if (line === undefined) return undefined;
  const { volume } = config.postgres;
  return new InfraError(
    "DATA_INCOMPATIBLE",
    `The data in volume ${volume} is not a whole cluster; its first start was probably cut off: ${line.trim()}`,
    { hint: "If nothing was stored in it yet: infra reset, then infra up", details: { volume, line } },
  );
}
