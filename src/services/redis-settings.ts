import type { RedisConfig } from "../config/resolved.js";
import { visible } from "../system/visible-text.js";
import type { ServerSettings } from "./postgres-settings.js";

/**
 * What the server is given on every runtime, the strongest last.
 *
 * @param decided what only the runtime knows: where the server listens and writes
 */
export function redisSettings(
  { serverSettings }: Pick<RedisConfig, "serverSettings">,
  decided: ServerSettings = {},
): ServerSettings {
  return { ...serverSettings, ...WITHOUT_DISK_AND_PASSWORD, ...decided };
}

/** Arguments of `redis-server`. */
export function redisArguments(settings: ServerSettings): string[] {
  return Object.entries(settings).flatMap(([name, value]) => [`--${name}`, textOf(value)]);
}

/** A configuration file for `redis-server`. */
export function redisConfigFile(settings: ServerSettings): string {
  return [
    "# Written by infra at every start. Set redis.serverSettings in the infra config instead.",
    ...Object.entries(settings).map(([name, value]) => `${name} ${quoted(value)}`),
    "",
  ].join("\n");
}

/** Nothing is kept on disk. Without a password the server refuses clients of other machines unless the protection is off. */
const WITHOUT_DISK_AND_PASSWORD = { save: "", appendonly: false, "protected-mode": false };

function quoted(value: string | number | boolean): string {
  if (typeof value !== "string") return textOf(value);
  // A line break would begin another setting.
  return `"${value.replaceAll(/["\\]/g, "\\$&").replaceAll(/[\n\r\t\0]/g, visible)}"`;
}

function textOf(value: string | number | boolean): string {
  if (typeof value === "boolean") return value ? "yes" : "no";
  return String(value);
}
