import type { ConfigFile } from "./schema.js";

type Defined<Type> = Exclude<Type, undefined>;
type GroupName = "postgres" | "redis" | "health" | "migrations" | "seeds" | "connection" | "resources";
type TopKey = Exclude<keyof ConfigFile, GroupName | "$schema">;

/** Dotted key of every setting: `name`, `postgres.port`, … */
export type SettingKey =
  TopKey | { [G in GroupName]: `${G}.${keyof Defined<ConfigFile[G]> & string}` }[GroupName];

/** Type of the value behind a dotted key. */
export type SettingValue<Key extends SettingKey> = Key extends TopKey
  ? Defined<ConfigFile[Key]>
  : Key extends `${infer G extends GroupName}.${infer Leaf}`
    ? Leaf extends keyof Defined<ConfigFile[G]>
      ? Defined<Defined<ConfigFile[G]>[Leaf]>
      : never
    : never;

/** Some settings, by dotted key. */
export type SettingValues = { [Key in SettingKey]?: SettingValue<Key> };

/** The value a dotted key leads to in an object shaped like a config file. */
export function valueAt(config: Readonly<Record<string, unknown>>, key: string): unknown {
  const [first = "", second] = key.split(".");
  const value = config[first];
  if (second === undefined) return value;
  return isObject(value) ? value[second] : undefined;
}

/** Puts a value where a dotted key leads, making the group on the way. Does nothing where the group is no object. */
export function setAt(config: Record<string, unknown>, key: string, value: unknown): void {
  const [first = "", second] = key.split(".");
  if (second === undefined) {
    config[first] = value;
    return;
  }
  const group = (config[first] ??= {});
  if (isObject(group)) group[second] = value;
}

/** A plain object, not an array or `null`. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
