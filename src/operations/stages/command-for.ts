import type { ResolvedConfig } from "../../config/resolved.js";

/**
 * A command for an environment of this checkout as it can be pasted: with `--name` where the configuration does not give
 * that name by itself.
 */
export function commandFor(config: ResolvedConfig, name: string, ...command: readonly string[]): string {
  const isGiven = name === config.name && isLasting(config.sources["name"]?.kind);
  return ["infra", ...(isGiven ? [] : ["--name", name]), ...command].join(" ");
}

/** Whether a name from this source belongs to the project, and not to a single command or shell. */
export function isLasting(kind: string | undefined): boolean {
  return kind !== undefined && kind !== "flag" && kind !== "environment";
}
