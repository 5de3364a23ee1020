import { delimiter, isAbsolute, join } from "node:path";
import { inspectBinary } from "./inspect-binary.js";
import { SERVER_NAMES, type Attempt, type RedisSource } from "./redis-server.js";

const PLACE = "PATH";

/** `redis-server`, then `valkey-server`, in the folders of PATH. A broken one does not hide a good one behind it. */
export const pathSource: RedisSource = async (search) => {
  const attempts: Attempt[] = [];
  // An empty or relative entry means the working folder: a checkout must not get its files run that way.
  const folders = [
    ...new Set((search.env.PATH ?? "").split(delimiter).filter((folder) => isAbsolute(folder))),
  ];
  for (const name of SERVER_NAMES) {
    for (const folder of folders) {
      const candidate = join(folder, name);
      const inspection = await inspectBinary({ path: candidate, origin: PLACE }, search);
      if (inspection.usable) return { found: true, server: inspection.server, attempts };
      if (!inspection.absent) {
        attempts.push({ place: PLACE, outcome: `${candidate} ${inspection.reason}`, broken: true });
      }
    }
  }
  const outcome = `no usable ${SERVER_NAMES.join(" or ")} in ${folders.length} folders`;
  return { found: false, attempts: [...attempts, { place: PLACE, outcome, broken: false }] };
};
