import { hostname } from "node:os";
import { dirname } from "node:path";
import { InfraError } from "../../errors/infra-error.js";
import { SERVICE_TITLES } from "../../services/service.js";
import { makeFolder } from "../../system/files.js";
import { processesLocking } from "../../system/find-processes.js";
import { findServer, requireHere, type ServerTrace } from "./find-server.js";
import { acquireFolderLock, acquireServerLock, type ServerLock } from "./server-lock.js";
import { infra } from "../../system/own-command.js";

/** Children of a server that was just killed end within half a second, its other ones when they notice. */
const PATIENCE_MS = 5_000;

/**
 * Takes the lock that a new server is to hold, and so proves that none lives on the data.
 *
 * @returns `undefined` where there are no such locks
 * @throws InfraError FOREIGN_OBJECT naming who holds it
 */
export async function takeServerLock(trace: ServerTrace): Promise<ServerLock | undefined> {
  await makeFolder(dirname(trace.lockFile));
  const attempt = await acquireServerLock(trace.lockFile, PATIENCE_MS);
  switch (attempt.kind) {
    case "acquired":
      return attempt.lock;
    case "unsupported":
      requireHere(await findServer(trace), trace.service);
      return undefined;
    case "held":
      throw await held(trace, trace.lockFile);
  }
}

/**
 * The same on the data folder itself, which is not lost as easily as a separate file: `find -name '*.lock' -delete` while the
 * server runs must not let another container start a second one.
 */
export async function takeFolderLock(trace: ServerTrace, folder: string): Promise<ServerLock | undefined> {
  const attempt = await acquireFolderLock(folder, PATIENCE_MS);
  if (attempt.kind === "held") throw await held(trace, folder);
  return attempt.kind === "acquired" ? attempt.lock : undefined;
}

async function held(trace: ServerTrace, path: string): Promise<InfraError> {
  const title = SERVICE_TITLES[trace.service];
  // A program that the server was made to start (`COPY … TO PROGRAM`) may have outlived it.
  const [left] = await processesLocking(path);
  if (left !== undefined) {
    return new InfraError(
      "FOREIGN_OBJECT",
      `${title} cannot start: a process of its previous run is still running (pid ${left.pid}: ${left.commandLine})`,
      { hint: `Stop it: kill ${left.pid}`, details: { pid: left.pid } },
    );
  }
  const host = trace.record?.hostname;
  const where = host === undefined || host === hostname() ? "another container or namespace" : host;
  return new InfraError("FOREIGN_OBJECT", `${title} of this checkout runs in ${where}`, {
    hint: `Run the command there, or stop it there first: ${infra("down")}`,
  });
}
