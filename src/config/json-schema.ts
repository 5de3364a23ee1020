import { toJSONSchema } from "zod/mini";
import { DEFAULT_NAME } from "./names.js";
import { defaultsOf, isDerived } from "./presets.js";
import { configFileSchema } from "./schema.js";
import type { SettingKey, SettingValues } from "./setting-keys.js";
import { canonicalVariable, SETTING_KEYS, SETTINGS } from "./variables.js";

interface JsonSchema {
  [keyword: string]: unknown;
  properties?: Record<string, JsonSchema>;
}

/** The published schema of the config file, with what each key is for, its defaults and variables. */
export function configJsonSchema(): JsonSchema {
  // Editors know draft 7 best.
  const schema = toJSONSchema(configFileSchema, { target: "draft-7", io: "input" }) as JsonSchema;
  for (const key of SETTING_KEYS) Object.assign(propertyAt(schema, key), documentationOf(key));
  Object.assign(propertyAt(schema, "$schema"), { description: "Where editors find this schema" });
  const { $schema, ...rest } = schema;
  return {
    $schema,
    title: "infra.config.json",
    description:
      "Configuration of infra: real PostgreSQL and Redis for local development and tests. Every key is optional.",
    ...rest,
    // For VS Code, which marks them as mistakes in a .json file.
    allowComments: true,
    allowTrailingCommas: true,
  };
}

function propertyAt(schema: JsonSchema, key: string): JsonSchema {
  const property = key
    .split(".")
    .reduce<JsonSchema | undefined>((parent, part) => parent?.properties?.[part], schema);
  if (property === undefined) throw new Error(`The schema has no ${key}`);
  return property;
}

function documentationOf(key: SettingKey): JsonSchema {
  const { [key]: value }: SettingValues = defaultsOf("tilemud", DEFAULT_NAME);
  const { [key]: inCompose }: SettingValues = defaultsOf("compose", DEFAULT_NAME);
  const differs = key !== "preset" && JSON.stringify(value) !== JSON.stringify(inCompose);
  const { description, alias } = SETTINGS[key];
  const canonical = canonicalVariable(key, DEFAULT_NAME);
  const variables = [canonical, alias].filter((variable) => variable !== undefined);
  const sentences = [
    description,
    isDerived(key) ? `Derived from name, here for ${DEFAULT_NAME}` : undefined,
    differs ? `Preset compose: ${JSON.stringify(inCompose)}` : undefined,
    variables.length > 0 ? `Variable: ${variables.join(", or ")}` : undefined,
  ];
  return {
    description: `${sentences.filter((sentence) => sentence !== undefined).join(". ")}.`,
    ...(value === undefined ? {} : { default: value }),
  };
}
