import { existsSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { InfraError } from "../../errors/infra-error.js";
import type { InfraEvent } from "../../events.js";
import { resolveExisting } from "../../system/safe-path.js";
import { toolVersion } from "../../system/version.js";
import { databaseAddress, type DatabaseConnection } from "./database-address.js";
import { migrate, planWithLocks } from "./migrate.js";
import type { MigrateOptions } from "../model/options.js";
import type { MigrationReport, PlanWithLocks } from "../model/report.js";
import type { SeedReport } from "../model/seed-report.js";
import { seed } from "./seed.js";

/** What is said while files run; the rest of {@link InfraEvent} is about services. */
export type MigrationEvent = Extract<
  InfraEvent,
  { type: "step" | "warning" | "lock.waiting" | `migration.${string}` | `seed.${string}` }
>;

/** Options for migrating a database. No configuration file, environment of infra or variable is read. */
export interface DatabaseMigrationOptions {
  /** `postgresql://user:password@host:port/database`, with `?sslmode=require` for TLS, or the same in parts. */
  connection: string | DatabaseConnection;
  /** The folder of `NNN_description.sql` files. A relative path starts at the working directory. */
  directory: string | URL;
  /** Ends the work: the server's query is cancelled, its file rolled back, and the promise rejects with INTERRUPTED. */
  signal?: AbortSignal;
  /** Called for each file and each notice. */
  onEvent?: (event: MigrationEvent) => void;
  /** How long to wait for others who migrate this database, milliseconds; 60000 when absent. */
  waitMs?: number;
  /** PostgreSQL's `lock_timeout` while migrating, milliseconds; 0, as when absent: the server's own. */
  lockTimeoutMs?: number;
  /** PostgreSQL's `statement_timeout` while migrating, milliseconds; 0, as when absent: the server's own. */
  statementTimeoutMs?: number;
  /** Runs files whose number is below one already applied instead of stopping. `false` when absent. */
  allowOutOfOrder?: boolean;
  /** Extensions that must exist before the first migration; created when missing. */
  extensions?: readonly string[];
  /** A file for the JSON copy of the ledger. None is written when absent: the table in the database is the record. */
  ledgerFile?: string;
}

/** Options for seeding: the schema must be up to date, so the migrations are checked first. */
export interface DatabaseSeedOptions extends DatabaseMigrationOptions {
  /** The folder of `*.sql` files. */
  seeds: string | URL;
  /** Names of files; all when absent. */
  files?: readonly string[];
  /** Runs those again that were changed since they ran; never one that is as it was. `false` when absent. */
  rerun?: boolean;
}

/**
 * Applies the pending migrations, as `infra migrate` does and together with it: same table, same lock. Made for the start of a
 * server: any number of processes may call it at once; one migrates, the others wait and find it done. Holds nothing open
 * afterwards.
 *
 * @throws InfraError MIGRATION_FAILED with file, line and column in `details`; LEDGER_INTEGRITY before anything runs when files
 *   and ledger do not fit; ENVIRONMENT_LOCKED after `waitMs`; NOT_HEALTHY when the server cannot be reached or refuses the login;
 *   CONFIG_INVALID for an extension the server lacks; USAGE for a connection string or folder that cannot be; INTERRUPTED
 */
export async function migrateDatabase(options: DatabaseMigrationOptions): Promise<MigrationReport> {
  return migrate(settings(options));
}

/**
 * The plan of {@link migrateDatabase}, with the problems that prevent it. Changes nothing.
 *
 * @throws InfraError NOT_HEALTHY, USAGE
 */
export async function planDatabaseMigrations(options: DatabaseMigrationOptions): Promise<PlanWithLocks> {
  return planWithLocks(settings(options));
}

/**
 * Runs the seeds that never ran on this database, each once, as `infra seed` does. The report names those that were changed since
 * and were not run again.
 *
 * @throws InfraError as {@link migrateDatabase}; MIGRATION_FAILED also when migrations are pending
 */
export async function seedDatabase(options: DatabaseSeedOptions): Promise<SeedReport> {
  const { seeds, files = [], rerun = false } = options;
  const selection = { filenames: files, rerun: rerun ? "changed" : "none" } as const;
  return seed({ ...settings(options), seeds: { directory: folder(seeds, "seeds"), ...selection } });
}

const DEFAULT_WAIT_MS = 60_000;

function settings(options: DatabaseMigrationOptions): MigrateOptions {
  const { ledgerFile, onEvent, signal = new AbortController().signal } = options;
  return {
    connection: databaseAddress(options.connection),
    directory: folder(options.directory, "migrations"),
    ledgerFile: ledgerFile === undefined ? undefined : withRealFolder(resolve(ledgerFile)),
    allowOutOfOrder: options.allowOutOfOrder ?? false,
    lockTimeoutMs: options.lockTimeoutMs ?? 0,
    statementTimeoutMs: options.statementTimeoutMs ?? 0,
    waitMs: options.waitMs ?? DEFAULT_WAIT_MS,
    toolVersion,
    extensions: options.extensions ?? [],
    context: { signal, emit: (event) => onEvent?.(event as MigrationEvent) },
  };
}

/** Links above the file are the program's own (`/srv/app/current`); the file itself must not be one. */
function withRealFolder(path: string): string {
  return join(resolveExisting(dirname(path)), basename(path));
}

/** A server that was deployed without its migrations must not start as if there were none. */
function folder(given: string | URL, what: string): string {
  const path = given instanceof URL ? fileURLToPath(given) : resolve(given);
  if (existsSync(path)) return path;
  throw new InfraError("USAGE", `The ${what} folder ${path} does not exist`, {
    hint: `Include it in the package of the program, or pass the correct path (new URL("${what}/", import.meta.url))`,
  });
}
