import { join } from "node:path";
import type { PostgresConfig } from "../../config/resolved.js";
import { FAST_DURABILITY } from "../../services/postgres-durability.js";
import type { NativeLayout } from "./layout.js";

/** Name of the file in PGDATA that held our settings in earlier versions; `postgresql.conf` may still include it. */
export const FORMER_SETTINGS_FILE = "infra.conf";

/**
 * What the server is given on its command line, where neither a file nor ALTER SYSTEM can change it. Deterministic: the
 * config hash is made of it.
 */
export function serverArguments(config: PostgresConfig, layout: NativeLayout, socketDir: string): string[] {
  const { dataDir } = layout;
  const settings: Record<string, string | number | boolean> = {
    ...DEFAULTS,
    ...(config.durability === "fast" && FAST_DURABILITY),
    ...config.serverSettings,
    ...LOGGING,
    data_directory: dataDir,
    hba_file: join(dataDir, "pg_hba.conf"),
    ident_file: join(dataDir, "pg_ident.conf"),
    log_directory: layout.postgresLogDir,
    listen_addresses: "127.0.0.1",
    port: config.port,
    unix_socket_directories: socketDir,
    unix_socket_group: "",
    unix_socket_permissions: "0700",
  };
  const assignments = Object.entries(settings).map(([name, value]) => `${name}=${textOf(value)}`);
  return ["-D", dataDir, ...assignments.flatMap((assignment) => ["-c", assignment])];
}

const DEFAULTS = {
  // As in the official image, whatever the machine says.
  timezone: "UTC",
  // A killed program leaves no statement at work: its locks would make the next `up` wait for a migration nobody wants.
  client_connection_check_interval: "1s",
  // Without a certificate the server would not start.
  ssl: false,
};

/** In a language and time zone that we can read. One log file per weekday, overwritten weekly. */
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

function textOf(value: string | number | boolean): string {
  if (typeof value === "boolean") return value ? "on" : "off";
  return String(value);
}
