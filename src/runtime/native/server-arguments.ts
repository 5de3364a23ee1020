import { join } from "node:path";
import type { PostgresConfig } from "../../config/resolved.js";
import { CLIENT_CONNECTION_CHECK } from "../../postgres/client-connection-check.js";
import { postgresArguments, postgresSettings } from "../../services/postgres-settings.js";
import type { NativeLayout } from "./layout.js";

/** Name of the file in PGDATA that held our settings in earlier versions; `postgresql.conf` may still include it. */
export const FORMER_SETTINGS_FILE = "infra.conf";

/** The server's command line. Deterministic: the config hash is made of it. */
export function serverArguments(config: PostgresConfig, layout: NativeLayout, socketDir: string): string[] {
  const { dataDir } = layout;
  const settings = postgresSettings(config, {
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
  });
  return ["-D", dataDir, ...postgresArguments({ ...CLIENT_CONNECTION_CHECK.setting, ...settings })];
}

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
