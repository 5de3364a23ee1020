import { prefixOf, stateDirOf, variablePrefixOf } from "./names.js";
import { defaultsOf } from "./presets.js";
import type { ResolvedConfig } from "./resolved.js";

/**
 * The configuration of another environment of the same checkout, with all that derives from its name. It serves to find and
 * stop what was started under that name: its own ports and login may have been others.
 *
 * @param volume as it was called when the environment was created
 */
export function withName(config: ResolvedConfig, name: string, volume?: string): ResolvedConfig {
  const defaults = defaultsOf(config.preset, name);
  return {
    ...config,
    name,
    prefix: prefixOf(name),
    variablePrefix: variablePrefixOf(name),
    stateDir: stateDirOf(config.projectDir, name),
    network: defaults.network,
    postgres: {
      ...config.postgres,
      container: defaults["postgres.container"],
      volume: volume ?? defaults["postgres.volume"],
    },
    redis: { ...config.redis, container: defaults["redis.container"] },
  };
}
