import { join } from "node:path";
import { InfraError } from "../../errors/infra-error.js";
import { readStats, move } from "../../system/files.js";
import { processesOfUser } from "../../system/find-processes.js";
import { notRemoved, removeAll } from "../../system/remove-all.js";
import type { NativeLayout } from "./layout.js";
import { removeOwned } from "./remove-owned.js";
import type { ServerHome } from "./server-home.js";
import { endViewed } from "./server-process.js";

/**
 * Removes all that the servers of an environment had. None of them may run.
 *
 * @throws InfraError DATA_NOT_REMOVED naming what is left
 */
export async function removeServerData(layout: NativeLayout, home: ServerHome): Promise<void> {
  if (home.uid !== undefined) await endAll(home.uid);
  const { postgresDir, removedDir, redisDir } = layout;
  const former = home.formerFolder;
  await setAside(postgresDir, removedDir);
  await removeAll({
    folders: [
      removedDir,
      redisDir,
      ...(former === undefined ? [] : [join(former, "postgres"), join(former, "redis")]),
    ],
    files: [layout.servicesFile, layout.historyFile, layout.postgresLockFile, layout.redisLockFile],
    removeFolder: removeOwned,
  });
  await home.release();
}

/** Renamed first: a removal that is cut short must not leave a part of the data under its final name. */
async function setAside(folder: string, aside: string): Promise<void> {
  if ((await readStats(folder)) === undefined) return;
  try {
    await removeOwned(aside);
    await move(folder, aside);
  } catch (cause) {
    if (cause instanceof InfraError) throw cause;
    throw notRemoved([{ path: folder, cause }]);
  }
}

/** Programs that the servers were made to start and that outlived them: no one else has their user id. */
async function endAll(uid: number): Promise<void> {
  for (;;) {
    const left = await processesOfUser(uid);
    if (left.length === 0) return;
    await Promise.all(left.map((view) => endViewed(view, [{ signal: "SIGKILL", graceMs: 5_000 }])));
  }
}
