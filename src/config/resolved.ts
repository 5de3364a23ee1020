import type { Secret } from "../errors/secret.js";

/** What runs the services. */
export type RuntimeKind = "docker" | "native" | "swarm";

/** Where a value came from, strongest first. `recorded`: the last `infra up` used it. `where` is what a user would look for: a flag, a variable, a file. */
export interface ValueSource {
  kind: "flag" | "environment" | "recorded" | "dotenv" | "config-file" | "preset" | "derived";
  /** For example `--pg-port`, `TILEMUD_PG_PORT (.env:3)`, `infra.config.json`, `preset tilemud`. */
  where: string;
}

/** Health policy: times in milliseconds. `intervalMs × retries ≥ expectedColdStartMs` always holds. */
export interface HealthPolicy {
  timeoutMs: number;
  intervalMs: number;
  probeTimeoutMs: number;
  retries: number;
  expectedColdStartMs: number;
}

/** How the port of a service was set. */
export interface PortSetting {
  /** What `.env`, the config file or the preset sets: it counts again when this command's flags and variables do not. */
  lasting: number | "auto";
  /** The number was chosen by infra; another free one serves as well. */
  isAutomatic: boolean;
}

export interface PostgresConfig {
  image: string;
  container: string;
  volume: string;
  port: number;
  portSetting: PortSetting;
  user: string;
  password: Secret;
  /** Absolute path of the file that keeps the password, for a generated one. Without the file no server has the password yet. */
  passwordFile?: string;
  database: string;
  extensions: readonly string[];
  serverSettings: Readonly<Record<string, string | number | boolean>>;
  durability: "safe" | "fast";
}

export interface RedisConfig {
  image: string;
  container: string;
  port: number;
  portSetting: PortSetting;
  /** Absolute path of a server binary for the native runtime; absent: it is searched for. */
  binary?: string;
  serverSettings: Readonly<Record<string, string | number | boolean>>;
}

interface MigrationsConfig {
  /** Absolute path. */
  directory: string;
  onUp: boolean;
  /** Milliseconds; 0 means the server's own setting. */
  lockTimeoutMs: number;
  /** Milliseconds; 0 means the server's own setting. */
  statementTimeoutMs: number;
  waitMs: number;
  /** Where `infra migrate dump` writes: absolute path. */
  schemaFile: string;
}

/** Identifies the objects of this checkout on a shared engine. */
export interface CheckoutIdentity {
  /** Random (a UUID). */
  id: string;
  /** ISO 8601 in UTC. */
  createdAt: string;
  /** Absolute path of the project when this was recorded. It may be seen at another path now (bind mount, devcontainer). */
  path: string;
  /** Where that path is. */
  hostname: string;
  /** Where the checkout was before it was moved: objects of the time before it had this id are labelled so. */
  formerPaths?: readonly string[];
}

/**
 * Everything a command needs to know, checked once. Code that takes this type does not read argv, the environment or a
 * file for settings again.
 */
export interface ResolvedConfig {
  /** Environment name; all other names start with {@link ResolvedConfig.prefix}. */
  name: string;
  /** `tilemud_`. */
  prefix: string;
  /** `TILEMUD_`. */
  variablePrefix: string;
  /** Absolute path of the project (checkout). */
  projectDir: string;
  /** Number of that folder's inode. */
  projectInode: string;
  /** Recorded in `.infra/`; absent as long as no command that changes something has run here. */
  checkout?: CheckoutIdentity;
  /** Absolute path of this environment's own folder, `<projectDir>/.infra/<name>`. */
  stateDir: string;
  preset: "tilemud" | "compose";
  runtime: "auto" | RuntimeKind;
  network: string;
  postgres: PostgresConfig;
  redis: RedisConfig;
  health: HealthPolicy;
  migrations: MigrationsConfig;
  seeds: {
    /** Absolute path. */
    directory: string;
  };
  connection: {
    /** Absolute path. */
    envFile: string;
  };
  /** Below these nothing is started. In MB (2^20 bytes). */
  resources: { minFreeMemMB: number; minFreeDiskMB: number };
  lockTimeoutMs: number;
  serviceLabels: Readonly<Record<string, string>>;
  /** The config file that was read, if any: absolute path. */
  configFile?: string;
  /** Where each value came from, by dotted key (`postgres.port`). */
  sources: Readonly<Record<string, ValueSource>>;
  /** What is set in the environment or in `.env` and was ignored, in words that every command prints. */
  ignored: readonly string[];
  /** Things a user should know that are not errors (a port variable missing from `.env.example`, …). */
  warnings: readonly string[];
}
