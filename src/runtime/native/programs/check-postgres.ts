import { realpathSync } from "node:fs";
import { dirname } from "node:path";
import type { ProcessView } from "../../../system/process-identity.js";
import { locatePostgresBinaries } from "./postgres-binaries.js";
import { hashPrograms } from "./hash-package.js";
import { nativeFolder, postgresTree, postgresTreeAt } from "./postgres-tree.js";
import type { Hashes, ProgramCheck } from "./program-hashes.js";
import { readRunning } from "./running-program.js";
import { ignoreUnreachable } from "../../../system/missing.js";

const SERVER = "bin/postgres";

/** The installed package, and the server with the folder that it runs from, against the hashes that infra came with. */
export async function checkPostgres(view: ProcessView | undefined): Promise<ProgramCheck> {
  const { packageDir, packageName, packageVersion } = await locatePostgresBinaries();
  const { RELEASED_PROGRAMS } = await import("./released-programs.js");
  const released = RELEASED_PROGRAMS[packageName];
  const found = await hashPrograms(postgresTree(packageDir));
  return {
    reference: `${packageName}@${packageVersion}`,
    found,
    ...(view && { running: await hashRunning(view, packageDir, found) }),
    from: "the list of this release of infra",
    ...(released?.version === packageVersion && { expected: released.hashes }),
  };
}

async function hashRunning(
  { pid, executable }: ProcessView,
  packageDir: string,
  installed: Hashes,
): Promise<Hashes> {
  if (executable === undefined) return { ...installed, [SERVER]: "not readable for this user" };
  const root = dirname(dirname(executable));
  const files =
    root === realpathSync(nativeFolder(packageDir)) ? installed : await hashFolder(root, packageDir);
  return { ...files, ...(await readRunning({ pid, root, program: SERVER })) };
}

/** A copy, or the package of another checkout, which may be gone by now. */
async function hashFolder(root: string, packageDir: string): Promise<Hashes> {
  try {
    return await hashPrograms(postgresTreeAt(root, packageDir));
  } catch (error) {
    return ignoreUnreachable(error) ?? {};
  }
}
