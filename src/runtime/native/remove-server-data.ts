import { join } from "node:path";
import { lookAt, move, removeFile, removeTree } from "../../system/files.js";
import type { NativeLayout } from "./layout.js";
import type { ServerHome } from "./server-home.js";

/** Removes all that the servers of an environment had. None of them may run. */
export async function removeServerData(layout: NativeLayout, home: ServerHome): Promise<void> {
  // Renamed first: a removal that is cut short must not leave half of the data under the name of the whole.
  await removeTree(layout.removedDir);
  if ((await lookAt(layout.postgresDir)) !== undefined) await move(layout.postgresDir, layout.removedDir);
  await removeTree(layout.removedDir);
  await removeTree(layout.redisDir);
  if (home.formerFolder !== undefined) {
    for (const name of ["postgres", "redis"]) await removeTree(join(home.formerFolder, name));
  }
  for (const path of [
    layout.servicesFile,
    layout.historyFile,
    layout.postgresLockFile,
    layout.redisLockFile,
  ]) {
    await removeFile(path);
  }
  await home.release();
}
