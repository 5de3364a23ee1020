import { rm } from "node:fs/promises";
import { chooseRuntime } from "./choose-runtime.js";
import { environmentFile } from "../state/environment-file.js";
import { stopServices } from "./down.js";
import { ledgerFile, withLockedEnvironment } from "./environment.js";
import type { OperationOptions, ResetReport } from "./reports.js";

/** `down`, and everything the environment remembers is removed: data, ledger, connection file. */
export async function reset(options: OperationOptions): Promise<ResetReport> {
  return withLockedEnvironment(options, "infra reset", async ({ config, env, context }) => {
    const { runtime } = await chooseRuntime(config, env);
    const stopped = await stopServices(runtime, context);
    const { removed: dataRemoved } = await runtime.removeData(context);
    const ledgerRemoved = await remove(ledgerFile(config));
    await remove(config.connection.envFile);
    // Last: as long as it is there, the next command knows where to go on.
    await remove(environmentFile(config.stateDir));
    return { name: config.name, runtime: runtime.kind, stopped, dataRemoved, ledgerRemoved };
  });
}

async function remove(path: string): Promise<boolean> {
  return rm(path).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") return false;
      throw error;
    },
  );
}
