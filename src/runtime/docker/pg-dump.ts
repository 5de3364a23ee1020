import { revealedPgVariables } from "../../postgres/pg-variables.js";
import type { ProgramResult } from "../../system/run-program.js";
import { POSTGRES_DEFAULT_PORT } from "../../services/postgres.js";
import type { ContainerDetails } from "../../engine/api.js";
import type { EngineClient } from "../../engine/client.js";
import { EngineError } from "../../engine/engine-error.js";
import type { PgDumpRequest } from "../postgres-host.js";
import { execInContainer } from "../../engine/exec.js";

/** Runs the image's pg_dump in the server's container; `undefined` where the image has none. */
export async function pgDumpInContainer(
  client: EngineClient,
  container: ContainerDetails,
  { login, args, signal }: PgDumpRequest,
): Promise<ProgramResult | undefined> {
  try {
    const result = await execInContainer(client, {
      id: container.Id,
      command: ["pg_dump", ...args],
      env: revealedPgVariables({ ...login, host: "127.0.0.1", port: POSTGRES_DEFAULT_PORT }),
      signal,
    });
    return NOT_THERE.has(result.exitCode ?? 0) ? undefined : result;
  } catch (error) {
    // Newer engines refuse to start a program that is not there; older ones let it end with one of the codes.
    if (error instanceof EngineError && /executable file not found|no such file/i.test(error.message)) {
      return undefined;
    }
    throw error;
  }
}

/** As shells and runtimes say that a program cannot be run or is not there. */
const NOT_THERE = new Set([126, 127]);
