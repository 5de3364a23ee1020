import { realpathSync } from "node:fs";
import { chmod } from "node:fs/promises";
import { basename, join } from "node:path";
import { makeFolder } from "../../../system/files.js";
import { postgresIn, type PostgresBinaries } from "./postgres-binaries.js";
import type { RedisServer } from "../redis-binary/redis-server.js";
import { postgresTree } from "./postgres-tree.js";
import { copyOf } from "./program-copy.js";
import { isTreeOpenToAll, type ProgramTree } from "./program-tree.js";
import { redisTree } from "./redis-tree.js";

/**
 * PostgreSQL at a place where every user of the machine can run it: the npm package itself, or a copy below `machineDir`.
 *
 * @param machineDir folder of this machine, resolved; only its owner can write to it
 */
export async function sharedPostgres(
  binaries: PostgresBinaries,
  machineDir: string,
): Promise<PostgresBinaries> {
  const tree = postgresTree(realpathSync(binaries.packageDir));
  if (isTreeOpenToAll(tree)) return postgresIn(tree.root, binaries);
  return postgresIn(await machineCopy(tree, `postgres-${binaries.packageVersion}`, machineDir), binaries);
}

/** Redis at a place where every user of the machine can run it: where it was found, or a copy below `machineDir`. */
export async function sharedRedis(
  server: RedisServer,
  { machineDir, signal }: { machineDir: string; signal: AbortSignal },
): Promise<RedisServer> {
  const tree = await redisTree(server, signal);
  if (tree === undefined) return server;
  const copy = await machineCopy(tree, `${server.flavour}-${server.version}`, machineDir);
  const path = join(copy, "bin", basename(server.path));
  const env = [...tree.files.keys()].some((name) => name.startsWith("lib/"))
    ? { LD_LIBRARY_PATH: join(copy, "lib") }
    : {};
  return { ...server, path, executable: path, env };
}

async function machineCopy(tree: ProgramTree, name: string, machineDir: string): Promise<string> {
  await makeFolder(machineDir, 0o755);
  // The umask may have taken bits away.
  await chmod(machineDir, 0o755);
  return copyOf({ tree, name, store: join(machineDir, "programs") });
}
