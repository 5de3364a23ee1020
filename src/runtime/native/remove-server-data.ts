import { join } from "node:path";
import { lookAt, move, removeFile } from "../../system/files.js";
import { processesOfUser } from "../../system/find-processes.js";
import type { NativeLayout } from "./layout.js";
import { removeOwned } from "./remove-owned.js";
import type { ServerHome } from "./server-home.js";
import { endViewed } from "./server-process.js";

/** Removes all that the servers of an environment had. None of them may run. */
export async function removeServerData(layout: NativeLayout, home: ServerHome): Promise<void> {
  if (home.uid !== undefined) await endAll(home.uid);
  // Renamed first: a removal that is cut short must not leave half of the data under the name of the whole.
  await removeOwned(layout.removedDir);
  if ((await lookAt(layout.postgresDir)) !== undefined) await move(layout.postgresDir, layout.removedDir);
  await removeOwned(layout.removedDir);
  await removeOwned(layout.redisDir);
  if (home.formerFolder !== undefined) {
    for (const name of ["postgres", "redis"]) await removeOwned(join(home.formerFolder, name));
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

/** Programs that the servers were made to start and that outlived them: no one else has their user id. */
async function endAll(uid: number): Promise<void> {
  for (;;) {
    const left = await processesOfUser(uid);
    if (left.length === 0) return;
    await Promise.all(left.map((view) => endViewed(view, [{ signal: "SIGKILL", graceMs: 5_000 }])));
  }
}
