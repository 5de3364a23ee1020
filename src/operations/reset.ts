import type { ServiceName } from "../services/service.js";
import type { ResolvedConfig, RuntimeKind } from "../config/resolved.js";
import { connectionFile, isEnvFileOfOther } from "../connection/env-file.js";
import {
  environmentFile,
  readEnvironmentRecord,
  writeEnvironmentRecord,
  type EnvironmentRecord,
} from "../state/environment-file.js";
import { warnIfRefused } from "../system/disk-full.js";
import { readStats } from "../system/files.js";
import { removeAll } from "../system/remove-all.js";
import { chooseRuntimeToStop } from "./stages/choose-runtime.js";
import { infra } from "../system/own-command.js";
import { configToStop } from "./stages/config-to-stop.js";
import { withEngineCode } from "./stages/engine-code.js";
import { type Environment, withEnvironmentToEnd, type OperationOptions } from "./stages/environment.js";
import { ledgerFile } from "../state/state-folder.js";
import { stopElsewhere } from "./stages/stop-others.js";
import { stopServices } from "./stages/stop-services.js";

export interface ResetReport {
  name: string;
  runtime: RuntimeKind | undefined;
  stopped: readonly ServiceName[];
  dataRemoved: boolean;
  ledgerRemoved: boolean;
  /** Other runtimes with data of the environment, each with the command that deletes it. */
  dataElsewhere: readonly { runtime: RuntimeKind; resetWith: string }[];
}

/** `down`, then the removal of everything that is stored for the environment: data, ledger, connection file. */
export async function reset(options: OperationOptions): Promise<ResetReport> {
  return withEnvironmentToEnd({ ...options, readConfig: configToStop }, "reset", (environment) =>
    withEngineCode("ENGINE_UNREACHABLE_ON_RESET", async () => {
      const { config, context } = environment;
      const { runtime } = await chooseRuntimeToStop(environment);
      const { kind } = runtime;
      const stopped = await stopServices(runtime, context);
      await stopElsewhere(environment, kind);
      const { removed: dataRemoved } = await runtime.removeData(context);
      const record = await readEnvironmentRecord(config.stateDir);
      // On a runtime that the environment left, these are not about the data that was removed.
      const isCurrent = record === undefined || record.runtime === kind;
      const ledgerRemoved = isCurrent && (await readStats(ledgerFile(config))) !== undefined;
      if (isCurrent) await removeAll({ files: await filesAboutData(config) });
      // Last: as long as this record exists, the next command can continue the removal.
      const remaining = record && (await forget(environment, record, kind));
      await runtime.requireRemoved?.();
      const dataElsewhere = (remaining ?? []).map((other) => ({
        runtime: other,
        resetWith: infra("reset", "--runtime", other),
      }));
      return { name: config.name, runtime: kind, stopped, dataRemoved, ledgerRemoved, dataElsewhere };
    }),
  );
}

/** The environments of a checkout write the same connection file; it belongs to the one that came up last. */
async function filesAboutData(config: ResolvedConfig): Promise<string[]> {
  const envFile = connectionFile(config);
  const isOther = await isEnvFileOfOther(envFile, config.variablePrefix);
  return [ledgerFile(config), ...(isOther ? [] : [envFile])];
}

/**
 * Takes the runtime out of the record. Returns the others with data of the environment: as long as there are any, the record
 * stays, so that the next `up` starts empty where the environment is and not with old data elsewhere.
 */
async function forget(
  { config: { stateDir }, context }: Environment,
  record: EnvironmentRecord,
  runtime: RuntimeKind,
): Promise<RuntimeKind[]> {
  const { [runtime]: _, ...places } = record.places;
  const { ports: __, ...kept } = record;
  const remaining = Object.keys(places) as RuntimeKind[];
  if (remaining.length === 0) await removeAll({ files: [environmentFile(stateDir)] });
  else {
    await warnIfRefused(context, `Could not record that ${runtime} has no data`, [
      () => writeEnvironmentRecord(stateDir, { ...kept, places }),
    ]);
  }
  return remaining;
}
