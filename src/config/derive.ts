import type { Secret } from "../errors/secret.js";
import { prefixOf, stateDirOf, variablePrefixOf } from "./names.js";
import { defaultsOf } from "./presets.js";
import type { CheckoutIdentity, ResolvedConfig } from "./resolved.js";

/** Configurations that are made from a resolved one. None of these functions reads a source again or changes its argument. */

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

/** The configuration with exactly these images, by digest. */
export function withImages(
  config: ResolvedConfig,
  images: Readonly<Record<"postgres" | "redis", string>>,
): ResolvedConfig {
  const { postgres, redis } = config;
  return {
    ...config,
    postgres: { ...postgres, image: images.postgres },
    redis: { ...redis, image: images.redis },
  };
}

/** The configuration with another port of one service. */
export function withPort(
  config: ResolvedConfig,
  service: "postgres" | "redis",
  { port, isAutomatic }: { port: number; isAutomatic: boolean },
): ResolvedConfig {
  const portSetting = { ...config[service].portSetting, isAutomatic };
  return { ...config, [service]: { ...config[service], port, portSetting } };
}

/** The configuration with the password that a file keeps. */
export function withPassword(
  config: ResolvedConfig,
  generated: { password: Secret; passwordFile: string },
): ResolvedConfig {
  return { ...config, postgres: { ...config.postgres, ...generated } };
}

export function withCheckout(config: ResolvedConfig, checkout: CheckoutIdentity | undefined): ResolvedConfig {
  return checkout === undefined ? config : { ...config, checkout };
}

/** A temporary environment for tests: a name that infra never uses, and data that need not survive a power cut. */
export function testConfig(config: ResolvedConfig): ResolvedConfig {
  const { postgres, redis } = config;
  return {
    ...config,
    name: `${config.name}-test`,
    network: `${config.network}_test`,
    postgres: { ...postgres, container: `${postgres.container}_test`, durability: "fast" },
    redis: { ...redis, container: `${redis.container}_test` },
  };
}
