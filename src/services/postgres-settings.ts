import type { PostgresConfig } from "../config/resolved.js";
import { CLIENT_CONNECTION_CHECK } from "../postgres/client-connection-check.js";

export type ServerSettings = Readonly<Record<string, string | number | boolean>>;

/**
 * What the server is given on every runtime, the strongest last. Deterministic: the config hash is made of it.
 *
 * @param decided what only the runtime knows: where the server listens, keeps its data and logs
 */
export function postgresSettings(
  { durability, serverSettings }: Pick<PostgresConfig, "durability" | "serverSettings">,
  decided: ServerSettings,
): ServerSettings {
  return {
    ...DEFAULTS,
    ...(durability === "fast" && FAST),
    ...serverSettings,
    ...decided,
  };
}

/** Settings that only newer servers know; those of {@link postgresSettings} are stronger. */
export function settingsOfVersion(majorVersion: number | undefined): ServerSettings {
  const { firstMajorVersion, setting } = CLIENT_CONNECTION_CHECK;
  return majorVersion !== undefined && majorVersion >= firstMajorVersion ? setting : {};
}

/** Arguments of `postgres`: on its command line neither a file nor ALTER SYSTEM can change a setting. */
export function postgresArguments(settings: ServerSettings): string[] {
  return Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${textOf(value)}`]);
}

const DEFAULTS = {
  // As initdb of the official image sets it, whatever the machine's time zone.
  timezone: "UTC",
  // Without a certificate the server would not start.
  ssl: false,
};

/**
 * Settings of `durability: "fast"`: the system writes to the disk when it likes. A server that is killed loses nothing that
 * it confirmed, so `synchronous_commit` stays on: it decides when a commit leaves the server's own memory. A machine that
 * loses power may lose all of the data.
 */
const FAST = { fsync: false, full_page_writes: false };

function textOf(value: string | number | boolean): string {
  if (typeof value === "boolean") return value ? "on" : "off";
  return String(value);
}
