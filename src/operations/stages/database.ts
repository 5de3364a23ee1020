import type { ResolvedConfig } from "../../config/resolved.js";
import type { DatabaseAddress } from "../../postgres/login.js";
import { ledgerFile } from "../../state/state-folder.js";

/** One database on a server that answers, and the files that are about it. */
export interface Database {
  name: string;
  /** Where its server is, and as whom to log in. */
  login: Omit<DatabaseAddress, "database">;
  /** Extensions that must exist in it before the first migration. */
  extensions: readonly string[];
  /** Absolute path of the copy of its ledger. */
  ledgerFile: string;
  /** Absolute path of the file with the connection variables. */
  envFile: string;
}

/** The database that the configuration names. */
export function configuredDatabase(
  config: ResolvedConfig,
  { host, port }: { host: string; port: number },
): Database {
  const { database, user, password, extensions } = config.postgres;
  return {
    name: database,
    login: { host, port, user, password },
    extensions,
    ledgerFile: ledgerFile(config),
    envFile: config.connection.envFile,
  };
}

export function addressOf({ name, login }: Database): DatabaseAddress {
  return { ...login, database: name };
}
