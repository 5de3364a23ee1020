import { prefixOf } from "./names.js";
import type { Defaults, Optional } from "./presets.js";
import type { ConfigProblem } from "./problems.js";
import type { ValueSource } from "./resolved.js";
import { RESERVED_SERVER_SETTINGS } from "./reserved-settings.js";
import type { SettingKey, SettingValue } from "./setting-keys.js";

/** All settings after the layers were put on each other, and where each came from. */
export interface MergedSettings {
  values: Defaults & { [Key in Optional]?: SettingValue<Key> };
  sources: Record<string, ValueSource>;
}

/** Rules between settings. */
export function checkRules(merged: MergedSettings): ConfigProblem[] {
  return [
    ...PREFIXED.flatMap((key) => prefixProblem(key, merged)),
    ...differ("postgres.port", "redis.port", merged),
    ...differ("postgres.container", "redis.container", merged),
    ...coldStartProblem(merged),
    ...reservedUserProblem(merged),
    ...reservedDatabaseProblem(merged),
    ...reservedSettingProblems("postgres", merged),
    ...reservedSettingProblems("redis", merged),
  ];
}

const PREFIXED = ["network", "postgres.container", "postgres.volume", "redis.container"] as const;

/** The prefix distinguishes our objects from other people's; see the first seed's FR-023. */
function prefixProblem(key: (typeof PREFIXED)[number], { values, sources }: MergedSettings): ConfigProblem[] {
  const prefix = prefixOf(values.name);
  const value = values[key];
  if (value.startsWith(prefix) && value.length > prefix.length) return [];
  return [{ key, message: `must start with ${prefix}`, value, source: whereOf(sources, key) }];
}

function differ<Key extends keyof Defaults>(one: Key, other: Key, merged: MergedSettings): ConfigProblem[] {
  const value = merged.values[one];
  if (value !== merged.values[other] || value === "auto") return [];
  const source = [...new Set([whereOf(merged.sources, one), whereOf(merged.sources, other)])].join(" and ");
  return [{ key: other, message: `must differ from ${one}`, value: value as string | number, source }];
}

function coldStartProblem({ values, sources }: MergedSettings): ConfigProblem[] {
  const interval = values["health.intervalMs"];
  const retries = values["health.retries"];
  const coldStart = values["health.expectedColdStartMs"];
  if (interval * retries >= coldStart) return [];
  const keys = ["health.intervalMs", "health.retries", "health.expectedColdStartMs"] as const;
  const given = keys.filter((key) => sources[key]?.kind !== "preset").map((key) => whereOf(sources, key));
  return [
    {
      key: "health",
      message: `gives up too early: intervalMs × retries (${interval} × ${retries} = ${interval * retries} ms) must be at least expectedColdStartMs (${coldStart} ms)`,
      source: [...new Set(given)].join(" and "),
    },
  ];
}

/** PostgreSQL refuses these as names of roles. */
function reservedUserProblem({ values, sources }: MergedSettings): ConfigProblem[] {
  const value = values["postgres.user"];
  if (!/^pg_|^(?:public|none)$/.test(value)) return [];
  const message = "is reserved by PostgreSQL; use another name";
  return [{ key: "postgres.user", message, value, source: whereOf(sources, "postgres.user") }];
}

function reservedDatabaseProblem({ values, sources }: MergedSettings): ConfigProblem[] {
  const value = values["postgres.database"];
  if (value !== "template0" && value !== "template1") return [];
  const message = "must not be one of PostgreSQL's templates";
  return [{ key: "postgres.database", message, value, source: whereOf(sources, "postgres.database") }];
}

function reservedSettingProblems(
  service: "postgres" | "redis",
  { values, sources }: MergedSettings,
): ConfigProblem[] {
  const key = `${service}.serverSettings` as const;
  return Object.keys(values[key])
    .filter((name) => RESERVED_SERVER_SETTINGS[service].has(name.toLowerCase()))
    .map((name) => ({
      key: `${key}.${name}`,
      message: "is set by infra and must not be set here",
      source: whereOf(sources, key),
    }));
}

function whereOf(sources: MergedSettings["sources"], key: SettingKey): string {
  return sources[key]?.where ?? key;
}
