import type { ResolvedConfig } from "../../config/resolved.js";
import { infra } from "../../system/own-command.js";

/** A command for an environment of this checkout as it can be pasted. */
export function commandFor(config: ResolvedConfig, name: string, ...command: readonly string[]): string {
  return name === config.name ? infra(...command) : infra("--name", name, ...command);
}

/** Whether a name from this source belongs to the project, and not to a single command or shell. */
export function isLasting(kind: string | undefined): boolean {
  return kind !== undefined && kind !== "flag" && kind !== "environment";
}
