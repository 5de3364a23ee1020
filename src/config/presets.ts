import { namesOf, prefixOf } from "./names.js";
import type { SettingKey, SettingValue, SettingValues } from "./setting-keys.js";

export type PresetName = SettingValue<"preset">;

/** Settings without a default: absent means that the runtime searches, or that another setting decides. */
export type Optional = "redis.binary" | "migrations.schemaFile";

/** A value for every setting that has one. */
export type Defaults = { [Key in Exclude<SettingKey, Optional>]: SettingValue<Key> };

/** All defaults of an environment: the preset's and those derived from its name. */
export function defaultsOf(preset: PresetName, name: string): Defaults {
  return { ...COMMON, ...PRESETS[preset], ...namesOf(name), ...ownNames(preset, name), name, preset };
}

/** Keys whose default comes from the name rather than from the preset. */
export function isDerived(key: SettingKey): boolean {
  return key in ownNames("tilemud", "x") || key in namesOf("x");
}

const COMMON = {
  runtime: "auto",
  "redis.image": "redis:8.2-alpine",
  "postgres.extensions": [],
  "postgres.serverSettings": {},
  "postgres.durability": "safe",
  "redis.serverSettings": {},
  "migrations.directory": "migrations",
  "migrations.lockTimeoutMs": 0,
  "migrations.statementTimeoutMs": 0,
  "migrations.waitMs": 60_000,
  "seeds.directory": "seeds",
  "connection.envFile": ".env.local.infra",
  // Below these PostgreSQL cannot start or cannot write its data at all.
  "resources.minFreeMemMB": 64,
  "resources.minFreeDiskMB": 80,
  lockTimeoutMs: 120_000,
  serviceLabels: {},
} as const satisfies SettingValues;

const PRESETS = {
  tilemud: {
    "postgres.image": "postgres:18.0-alpine",
    "postgres.port": 5438,
    "redis.port": 6380,
    "health.timeoutMs": 30_000,
    "health.intervalMs": 2_000,
    "health.probeTimeoutMs": 2_000,
    "health.retries": 15,
    "health.expectedColdStartMs": 30_000,
    "migrations.onUp": true,
  },
  /** Conventional ports and names for projects that come from a Compose file; 12 probes every 5 s are its 60 s. */
  compose: {
    "postgres.image": "postgres:18-alpine",
    "postgres.port": 5432,
    "redis.port": 6379,
    "health.timeoutMs": 60_000,
    "health.intervalMs": 5_000,
    "health.probeTimeoutMs": 2_000,
    "health.retries": 12,
    "health.expectedColdStartMs": 60_000,
    "migrations.onUp": false,
  },
} as const satisfies Record<PresetName, SettingValues>;

/** Defaults that the preset derives from the name. */
function ownNames(preset: PresetName, name: string) {
  switch (preset) {
    case "tilemud":
      return { "postgres.volume": `${prefixOf(name)}pg_data`, "postgres.password": `${name}_dev_pw` };
    case "compose":
      return { "postgres.volume": `${prefixOf(name)}postgres_data`, "postgres.password": name };
  }
}
