import { join } from "node:path";

/** The environment of the team this tool was made for. */
export const DEFAULT_NAME = "tilemud";

/** Folder of everything that infra keeps for one environment of a checkout. */
export function stateDirOf(projectDir: string, name: string): string {
  return join(projectDir, ".infra", name);
}

/** `tilemud_`: what every network, container and volume of the environment starts with. */
export function prefixOf(name: string): string {
  return `${name}_`;
}

/**
 * `TILEMUD_`. Also answers for a name that is not valid, so that the other variables can still be looked up and
 * all mistakes reported at once.
 */
export function variablePrefixOf(name: string): string {
  return `${name.toUpperCase().replaceAll(/[^A-Z0-9]/g, "_")}_`;
}

/** Everything that derives from the environment's name alone, whatever the preset. */
export function namesOf(name: string) {
  const prefix = prefixOf(name);
  return {
    network: `${prefix}net`,
    "postgres.container": `${prefix}postgres`,
    "redis.container": `${prefix}redis`,
    "postgres.user": name,
    "postgres.database": name,
  } as const;
}
