import type { ConfigFlags } from "./flags.js";
import { variablePrefixOf } from "./names.js";
import type { SettingKey } from "./setting-keys.js";

/** One setting: what it is for and how it can be given besides the config file. */
export interface Setting {
  description: string;
  /** How text from a flag or variable is read. `structured` settings can only be given in the config file. */
  kind: "text" | "secret" | "choice" | "number" | "port" | "boolean" | "structured";
  flag?: { field: keyof ConfigFlags; spelled: string };
  /** Variable that is the same for every environment. */
  variable?: string;
  /** Rest of a variable that starts with the environment's own prefix: `PG_PORT` ⇒ `TILEMUD_PG_PORT`. */
  ownVariable?: string;
  /** Name the variable has in Compose projects. Weaker than the others in the same source. */
  alias?: string;
}

/** Every setting there is, in the order they are documented. */
export const SETTINGS: Readonly<Record<SettingKey, Setting>> = {
  name: {
    description: "Name of the environment; every other name derives from it",
    kind: "choice",
    flag: { field: "name", spelled: "--name" },
    variable: "INFRA_NAME",
  },
  preset: {
    description: "Set of defaults",
    kind: "choice",
    flag: { field: "preset", spelled: "--preset" },
    variable: "INFRA_PRESET",
  },
  runtime: {
    description: "What runs the services; auto: docker where an engine answers, else native",
    kind: "choice",
    flag: { field: "runtime", spelled: "--runtime" },
    ownVariable: "RUNTIME",
  },
  network: {
    description: "Container network; must start with the name's prefix",
    kind: "choice",
    ownVariable: "INFRA_NETWORK",
  },
  "postgres.image": { description: "Image of PostgreSQL", kind: "choice", ownVariable: "PG_IMAGE" },
  "postgres.container": {
    description: "Container of PostgreSQL; must start with the name's prefix",
    kind: "choice",
    ownVariable: "PG_CONTAINER",
  },
  "postgres.volume": {
    description: "Volume with PostgreSQL's data; must start with the name's prefix",
    kind: "choice",
    ownVariable: "PG_VOLUME",
  },
  "postgres.port": {
    description: "Port of PostgreSQL on this machine; auto: infra takes a free one and keeps it",
    kind: "port",
    flag: { field: "pgPort", spelled: "--pg-port" },
    ownVariable: "PG_PORT",
    alias: "POSTGRES_PORT",
  },
  "postgres.user": {
    description: "User that owns the database",
    kind: "text",
    ownVariable: "PG_USER",
    alias: "POSTGRES_USER",
  },
  "postgres.password": {
    description:
      "Password of that user; `generated`: infra up generates one per checkout, kept in .infra/postgres-password",
    kind: "secret",
    ownVariable: "PG_PASSWORD",
    alias: "POSTGRES_PASSWORD",
  },
  "postgres.database": {
    description: "Database that is created and migrated",
    kind: "text",
    ownVariable: "PG_DB",
    alias: "POSTGRES_DB",
  },
  "postgres.extensions": { description: "Extensions created before the first migration", kind: "structured" },
  "postgres.serverSettings": {
    description: "Settings of the server, as in postgresql.conf",
    kind: "structured",
  },
  "postgres.durability": {
    description: "fast: no fsync; a power cut may lose the data, a killed process does not",
    kind: "choice",
    ownVariable: "PG_DURABILITY",
  },
  "redis.image": { description: "Image of Redis", kind: "choice", ownVariable: "REDIS_IMAGE" },
  "redis.container": {
    description: "Container of Redis; must start with the name's prefix",
    kind: "choice",
    ownVariable: "REDIS_CONTAINER",
  },
  "redis.port": {
    description: "Port of Redis on this machine; auto: infra takes a free one and keeps it",
    kind: "port",
    flag: { field: "redisPort", spelled: "--redis-port" },
    ownVariable: "REDIS_PORT",
    alias: "REDIS_PORT",
  },
  "redis.binary": {
    description: "redis-server or valkey-server for the native runtime, absolute or relative to the project",
    kind: "text",
    ownVariable: "REDIS_BINARY",
  },
  "redis.serverSettings": { description: "Settings of the server, as in redis.conf", kind: "structured" },
  "health.timeoutMs": {
    description: "How long a service may take to become ready, in ms",
    kind: "number",
    flag: { field: "healthTimeoutMs", spelled: "--health-timeout-ms" },
    variable: "INFRA_HEALTH_TIMEOUT_MS",
  },
  "health.intervalMs": {
    description: "Time between two health probes, in ms",
    kind: "number",
    variable: "INFRA_HEALTH_INTERVAL_MS",
  },
  "health.probeTimeoutMs": {
    description: "How long one probe may take, in ms",
    kind: "number",
    variable: "INFRA_HEALTH_PROBE_TIMEOUT_MS",
  },
  "health.retries": {
    description: "Failed probes in a row that make a service unhealthy",
    kind: "number",
    variable: "INFRA_HEALTH_RETRIES",
  },
  "health.expectedColdStartMs": {
    description: "Longest time of a first start, in ms; interval × retries must not be less",
    kind: "number",
    variable: "INFRA_HEALTH_EXPECTED_COLD_START_MS",
  },
  "migrations.directory": {
    description: "Folder of NNN_description.sql files, relative to the project",
    kind: "text",
    variable: "INFRA_MIGRATIONS_DIRECTORY",
  },
  "migrations.onUp": {
    description: "false: infra up does not migrate; infra migrate does",
    kind: "boolean",
    variable: "INFRA_MIGRATIONS_ON_UP",
  },
  "migrations.lockTimeoutMs": {
    description: "lock_timeout while migrating, in ms; 0: the setting of the server",
    kind: "number",
    variable: "INFRA_MIGRATIONS_LOCK_TIMEOUT_MS",
  },
  "migrations.statementTimeoutMs": {
    description: "statement_timeout while migrating, in ms; 0: the setting of the server",
    kind: "number",
    variable: "INFRA_MIGRATIONS_STATEMENT_TIMEOUT_MS",
  },
  "migrations.waitMs": {
    description: "How long to wait for another migrator, in ms",
    kind: "number",
    variable: "INFRA_MIGRATIONS_WAIT_MS",
  },
  "migrations.schemaFile": {
    description:
      "File of infra migrate dump, relative to the project; default: schema.sql next to the migrations folder",
    kind: "text",
    variable: "INFRA_SCHEMA_FILE",
  },
  "seeds.directory": {
    description: "Folder of *.sql files that infra seed runs, relative to the project",
    kind: "text",
    variable: "INFRA_SEEDS_DIRECTORY",
  },
  "connection.envFile": {
    description: "Where the connection details are written, relative to the project",
    kind: "text",
    variable: "INFRA_ENV_FILE",
  },
  "resources.minFreeMemMB": {
    description: "Free memory that is required to start the services, in MB",
    kind: "number",
    variable: "INFRA_MIN_FREE_MEM_MB",
  },
  "resources.minFreeDiskMB": {
    description: "Free space on the disk of the data that is required to start the services, in MB",
    kind: "number",
    variable: "INFRA_MIN_FREE_DISK_MB",
  },
  lockTimeoutMs: {
    description: "How long a command waits for another one on this environment, in ms",
    kind: "number",
    variable: "INFRA_LOCK_TIMEOUT_MS",
  },
  serviceLabels: { description: "Labels added to every service", kind: "structured" },
};

export const SETTING_KEYS = Object.keys(SETTINGS) as SettingKey[];

/** The variable that a message names for a setting: `TILEMUD_PG_PORT` for `postgres.port` of `tilemud`. */
export function canonicalVariable(key: KeyWithVariable, name: string): string;
export function canonicalVariable(key: SettingKey, name: string): string | undefined;
export function canonicalVariable(key: SettingKey, name: string): string | undefined {
  const { variable, ownVariable } = SETTINGS[key];
  return ownVariable === undefined ? variable : variablePrefixOf(name) + ownVariable;
}

type KeyWithVariable = `${"postgres" | "redis"}.${"port" | "image"}`;
