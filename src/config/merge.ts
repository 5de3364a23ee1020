import type { Layer } from "./layer.js";
import { DEFAULT_NAME } from "./names.js";
import { defaultsOf, isDerived } from "./presets.js";
import type { ValueSource } from "./resolved.js";
import type { MergedSettings } from "./rules.js";
import type { SettingKey, SettingValues } from "./setting-keys.js";
import { SETTING_KEYS } from "./variables.js";

/** Merges layers, strongest first, with the defaults of their `name` and `preset`. */
export function mergeLayers(layers: readonly Layer[]): MergedSettings {
  const strongest = (key: SettingKey) => layers.find(({ values }) => values[key] !== undefined);
  const preset = strongest("preset")?.values.preset ?? "tilemud";
  const name = strongest("name")?.values.name ?? DEFAULT_NAME;
  const defaults: SettingValues = defaultsOf(preset, name);

  const values: Record<string, unknown> = {};
  const sources: Record<string, ValueSource> = {};
  for (const key of SETTING_KEYS) {
    const layer = strongest(key);
    const value = layer === undefined ? defaults[key] : layer.values[key];
    if (value === undefined) continue;
    values[key] = value;
    sources[key] = layer === undefined ? sourceOfDefault(key, { preset, name }) : layer.sourceOf(key);
  }
  // Every key of the defaults is in SETTING_KEYS, so each has a value now.
  return { values: values as MergedSettings["values"], sources };
}

function sourceOfDefault(key: SettingKey, { preset, name }: { preset: string; name: string }): ValueSource {
  return isDerived(key)
    ? { kind: "derived", where: `name ${name}` }
    : { kind: "preset", where: `preset ${preset}` };
}
