import type { PostgresConfig } from "../../config/resolved.js";
import type { NativeLayout } from "./layout.js";

/** Name of the file in PGDATA that holds our settings; `postgresql.conf` includes it at its end. */
export const SETTINGS_FILE = "infra.conf";

/** What our settings file holds. Deterministic: the config hash is made of it. */
export function serverSettingsText(config: PostgresConfig, layout: NativeLayout, socketDir: string): string {
  const settings: Record<string, string | number | boolean> = {
    ...DEFAULTS,
    ...(config.durability === "fast" && FAST),
    ...config.serverSettings,
    ...LOGGING,
    log_directory: layout.postgresLogDir,
    listen_addresses: "127.0.0.1",
    port: config.port,
    unix_socket_directories: socketDir,
    unix_socket_permissions: "0700",
  };
  const lines = Object.entries(settings).map(([name, value]) => `${name} = ${quoteSetting(value)}`);
  return [
    "# Written by infra at every start. Set postgres.serverSettings in the infra config instead.",
    ...lines,
    "",
  ].join("\n");
}

const DEFAULTS = {
  // As in the official image, whatever the machine says.
  timezone: "UTC",
  // A killed program leaves no statement at work: its locks would make the next `up` wait for a migration nobody wants.
  client_connection_check_interval: "1s",
};

/** In a language and time zone that we can read. Seven files, one for each day of the week, each begun anew when its day comes round. */
const LOGGING = {
  lc_messages: "C",
  log_timezone: "UTC",
  logging_collector: true,
  log_destination: "stderr",
  log_filename: "postgres-%a.log",
  log_rotation_age: "1d",
  log_rotation_size: 0,
  log_truncate_on_rotation: true,
  log_file_mode: "0600",
  log_line_prefix: "%m [%p] ",
};

/** A killed server loses nothing with these; a machine that loses power may lose the whole data folder. */
const FAST = { fsync: false, synchronous_commit: false, full_page_writes: false };

function quoteSetting(value: string | number | boolean): string {
  if (typeof value === "boolean") return value ? "on" : "off";
  if (typeof value === "number") return String(value);
  // In postgresql.conf a quote is doubled and a backslash starts an escape.
  return `'${value.replaceAll("\\", "\\\\").replaceAll("'", "''")}'`;
}
