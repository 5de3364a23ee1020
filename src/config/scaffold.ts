import { formatDotenv } from "../system/dotenv.js";
import { CONFIG_FILE_NAME } from "./config-file-names.js";
import { GENERATED } from "./generated-password.js";
import { defaultsOf, type PresetName } from "./presets.js";
import { canonicalVariable, SETTING_KEYS, SETTINGS } from "./variables.js";
import type { SettingKey, SettingValues } from "./setting-keys.js";

/** The initial files of a project. Paths are relative to it. */
export type ScaffoldFile =
  | {
      kind: "file";
      path: string;
      content: string;
      /** A file so named in this folder does the same job; then nothing is written. */
      unless?: { folder: string; name: RegExp };
    }
  /** Lines that must be in a text file, each in one of its spellings. */
  | {
      kind: "lines";
      path: string;
      lines: readonly { write: string; alsoAs: readonly string[] }[];
      /** Of a new file. */
      mode?: number;
    };

export interface ScaffoldOptions {
  name: string;
  preset: PresetName;
  /** Relative to the project. */
  migrationsDirectory: string;
  /** Relative to the project. */
  envFile: string;
}

/** The files that `infra init` makes sure of. */
export function scaffold({ name, preset, migrationsDirectory, envFile }: ScaffoldOptions): ScaffoldFile[] {
  return [
    {
      kind: "file",
      path: "infra.config.json",
      content: configFile(name, preset),
      unless: { folder: ".", name: CONFIG_FILE_NAME },
    },
    { kind: "file", path: ".env.example", content: envExample(name, preset) },
    { kind: "lines", path: ".gitignore", lines: [".infra/", ".env", envFile].map(ignoreLine) },
    {
      kind: "file",
      path: `${migrationsDirectory}/001_init.sql`,
      content: firstMigration(name),
      unless: { folder: migrationsDirectory, name: /\.sql$/i },
    },
  ];
}

function configFile(name: string, preset: PresetName): string {
  const $schema = "./node_modules/@tilemud/infra/infra.config.schema.json";
  return `${JSON.stringify({ $schema, name, preset, postgres: { password: GENERATED } }, null, 2)}\n`;
}

/** Settings that people change per machine; the others are shown but left to the config file. */
const PER_MACHINE: readonly SettingKey[] = [
  "postgres.port",
  "postgres.user",
  "postgres.database",
  "redis.port",
];

function envExample(name: string, preset: PresetName): string {
  const others = SETTING_KEYS.filter((key) => !PER_MACHINE.includes(key));
  return [
    "# Copy to .env and change the values for your machine. Variables of the process environment override .env, and .env",
    // oxlint-disable-next-line no-template-curly-in-string -- the syntax of .env
    "# overrides the config file. Values may use ${OTHER}, but not in single quotes.",
    "",
    ...PER_MACHINE.flatMap((key) => variableLines(key, { name, preset })),
    "# Other variables, with their defaults:",
    "",
    ...others.flatMap((key) => variableLines(key, { name, preset, commentedOut: true })),
  ]
    .join("\n")
    .replace(/\n+$/, "\n");
}

function variableLines(
  key: SettingKey,
  { name, preset, commentedOut = false }: { name: string; preset: PresetName; commentedOut?: boolean },
): string[] {
  const variable = canonicalVariable(key, name);
  if (variable === undefined) return [];
  const { description, alias } = SETTINGS[key];
  const defaults: SettingValues = defaultsOf(preset, name);
  // What `infra init` writes into the config file: the default password is public.
  const value = key === "postgres.password" ? GENERATED : (defaults[key] ?? "");
  // Structured settings have no variable, so they are not among these.
  if (typeof value === "object") return [];
  const line = value === "" ? `${variable}=` : formatDotenv({ [variable]: String(value) }).trimEnd();
  const also = alias === undefined || alias === variable ? "" : ` (also read: ${alias})`;
  return [`# ${description}${also}`, commentedOut ? `# ${line}` : line, ""];
}

function ignoreLine(path: string): { write: string; alsoAs: string[] } {
  const bare = path.replace(/\/$/, "");
  return { write: path, alsoAs: [bare, `${bare}/`, `/${bare}`, `/${bare}/`] };
}

function firstMigration(name: string): string {
  return `-- First migration of ${name}. infra runs it once, in a transaction, and records its checksum:
-- change it freely until the first \`infra up\`, afterwards write 002_….sql (infra migrate new NAME).

CREATE TABLE accounts (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  email text NOT NULL CHECK (email <> ''),
  created_at timestamptz NOT NULL DEFAULT now()
);

CREATE UNIQUE INDEX accounts_email_key ON accounts (lower(email));
`;
}
