import { rm } from "node:fs/promises";
import type { RuntimeKind } from "../config/resolved.js";
import { environmentFile, readEnvironmentRecord } from "../state/environment-file.js";
import { chooseRuntime } from "./choose-runtime.js";
import { stopServices } from "./down.js";
import { withEngineCode } from "./engine-code.js";
import { ledgerFile, withLockedEnvironment } from "./environment.js";
import type { OperationOptions, ResetReport } from "./reports.js";

/** `down`, and everything the environment remembers is removed: data, ledger, connection file. */
export async function reset(options: OperationOptions): Promise<ResetReport> {
  return withLockedEnvironment(options, "infra reset", ({ config, env, context }) =>
    withEngineCode("ENGINE_UNREACHABLE_ON_RESET", async () => {
      const { runtime } = await chooseRuntime(config, env, context.signal);
      const stopped = await stopServices(runtime, context);
      const { removed: dataRemoved } = await runtime.removeData(context);
      const ledgerRemoved = await remove(ledgerFile(config));
      await remove(config.connection.envFile);
      // Last: as long as it is there, the next command knows where to go on.
      await forget(config.stateDir, runtime.kind);
      await runtime.requireRemoved?.();
      return { name: config.name, runtime: runtime.kind, stopped, dataRemoved, ledgerRemoved };
    }),
  );
}

/** A reset on another runtime (`--runtime`) leaves the environment where it is. */
async function forget(stateDir: string, runtime: RuntimeKind): Promise<void> {
  const record = await readEnvironmentRecord(stateDir);
  if (record === undefined || record.runtime === runtime) await remove(environmentFile(stateDir));
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
