import type { ResolvedConfig } from "../../config/resolved.js";
import { readConfig, type ReadOptions } from "./read-config.js";
import { stateDirOf } from "../../config/names.js";
import { withName } from "../../config/derive.js";
import { InfraError } from "../../errors/infra-error.js";
import { readEnvironmentRecord } from "../../state/environment-file.js";
import { environmentNames } from "./other-servers.js";

/**
 * The configuration for `down` and `reset`. An environment of this checkout can be stopped by its name also when the
 * configuration has another name by now, and other settings that only go with that one (`shop_pg_data`).
 */
export async function configToStop(given: ReadOptions): Promise<ResolvedConfig> {
  const options = { ...given, withoutLogin: true };
  try {
    return await readConfig(options);
  } catch (error) {
    if (!(error instanceof InfraError) || error.code !== "CONFIG_INVALID") throw error;
    const found = await configOfOther(options);
    if (found === undefined) throw error;
    return found;
  }
}

/** `undefined` when no name was given that differs, or the configuration is not valid with its own name either. */
async function configOfOther({ flags = {}, ...options }: ReadOptions) {
  const { env } = options;
  const { name: flag, ...otherFlags } = flags;
  const { INFRA_NAME: variable, ...otherEnv } = env;
  const name = flag ?? variable;
  if (name === undefined) return undefined;
  const current = await readConfig({ ...options, env: otherEnv, flags: otherFlags }).catch(
    (error: unknown) => {
      if (error instanceof InfraError) return undefined;
      throw error;
    },
  );
  if (current === undefined || !(await environmentNames(current.projectDir)).includes(name)) return undefined;
  const record = await readEnvironmentRecord(stateDirOf(current.projectDir, name));
  const source = flag === undefined ? "INFRA_NAME (environment)" : "--name";
  const sources = { ...current.sources, name: { kind: "flag" as const, where: source } };
  return { ...withName(current, name, record?.volume), sources };
}
