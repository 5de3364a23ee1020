import type { ValueSource } from "./resolved.js";
import { configFileSchema } from "./schema.js";
import { isObject, setAt, valueAt, type SettingKey, type SettingValues } from "./setting-keys.js";
import { suggestKey } from "./suggest-key.js";
import { MAX_LINES, type ConfigProblem } from "./problems.js";
import { SETTING_KEYS, SETTINGS } from "./variables.js";

/** Checked settings of one source. Weaker layers provide the settings that stronger ones do not have. */
export interface Layer {
  values: SettingValues;
  sourceOf(key: SettingKey): ValueSource;
}

type Issue = NonNullable<ReturnType<typeof configFileSchema.safeParse>["error"]>["issues"][number];

/**
 * Checks settings shaped like a config file. Invalid settings are reported and left out, so that the rest can be
 * checked in the same run.
 */
export function checkLayer(
  content: Record<string, unknown>,
  sourceOf: (key: string) => ValueSource,
): { layer: Layer; problems: ConfigProblem[] } {
  const result = configFileSchema.safeParse(content);
  if (result.success) return { layer: { values: flatten(result.data), sourceOf }, problems: [] };
  const problems = new Map<string, ConfigProblem>();
  for (const problem of result.error.issues.flatMap((issue) => problemsOf(issue, content))) {
    problems.set(`${problem.key}\n${problem.message}`, { ...problem, source: sourceOf(problem.key).where });
  }
  const sound = withoutUnsound(content, result.error.issues);
  return { layer: { values: flatten(sound), sourceOf }, problems: [...problems.values()] };
}

function flatten(config: Record<string, unknown>): SettingValues {
  const found = SETTING_KEYS.map((key) => [key, valueAt(config, key)] as const);
  return Object.fromEntries(found.filter(([, value]) => value !== undefined));
}

function problemsOf(issue: Issue, content: Record<string, unknown>): Omit<ConfigProblem, "source">[] {
  const key = issue.path.map(String).join(".");
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((unknown, index) => {
      const full = key === "" ? unknown : `${key}.${unknown}`;
      // The search takes time, and of very many keys only the first are listed.
      const suggestion = index < MAX_LINES ? suggestKey(full) : "";
      return { key: full, message: `is not a setting${suggestion}` };
    });
  }
  // A key of a record is refused with the reason inside.
  const inner = issue.code === "invalid_key" ? issue.issues[0]?.message : undefined;
  const value = showable(key, valueAt(content, key));
  return [{ key, message: inner ?? issue.message, ...(value === undefined ? {} : { value }) }];
}

/** Only a plain value of a known setting is shown: anything else might hold a password somewhere. */
function showable(key: string, value: unknown): ConfigProblem["value"] {
  const setting = SETTINGS[key as SettingKey] as (typeof SETTINGS)[SettingKey] | undefined;
  if (setting === undefined || setting.kind === "secret" || setting.kind === "structured") return undefined;
  if (value === null) return null;
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean"
    ? value
    : undefined;
}

function withoutUnsound(content: Record<string, unknown>, issues: readonly Issue[]): Record<string, unknown> {
  const sound: Record<string, unknown> = {};
  const unsound = issues.map((issue) => issue.path.slice(0, 2).map(String).join("."));
  for (const key of SETTING_KEYS) {
    const [group = ""] = key.split(".");
    // An issue of the group itself with known keys inside (an unknown sibling) leaves those keys sound.
    const groupIsObject = group === key || isObject(content[group]);
    const value = valueAt(content, key);
    const isUnsound = unsound.some((path) => path === key || path.startsWith(`${key}.`));
    if (value !== undefined && groupIsObject && !isUnsound) setAt(sound, key, value);
  }
  return sound;
}
