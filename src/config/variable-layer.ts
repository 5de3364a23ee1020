import type { EnvFile } from "./env-file.js";
import type { ConfigFlags } from "./flags.js";
import type { Findings } from "./problems.js";
import type { ValueSource } from "./resolved.js";
import { setAt, type SettingKey } from "./setting-keys.js";
import { canonicalVariable, SETTING_KEYS, SETTINGS, type Setting } from "./variables.js";

/** Where text for a setting may come from, strongest first. */
export interface VariableSources {
  flags: ConfigFlags;
  env: NodeJS.ProcessEnv;
  envFile: EnvFile | undefined;
}

/** Text as a flag or variable gave it. `variable` is its name, when it was one. */
export interface GivenText {
  text: string;
  source: ValueSource;
  variable?: string;
}

/** The strongest text for each setting that has one. Variables are named after `name`. */
export function givenTexts(
  sources: VariableSources,
  { name, findings }: { name: string; findings: Findings },
): Map<SettingKey, GivenText> {
  const found = SETTING_KEYS.map((key) => [key, givenText(key, { sources, name, findings })] as const);
  return new Map(found.filter((entry): entry is [SettingKey, GivenText] => entry[1] !== undefined));
}

/** Settings shaped like a config file, text turned into what the setting holds where it can be. */
export function contentOf(given: ReadonlyMap<SettingKey, GivenText>): Record<string, unknown> {
  const content: Record<string, unknown> = {};
  for (const [key, { text }] of given) setAt(content, key, convert(text, SETTINGS[key].kind));
  return content;
}

/** The strongest text for one setting. The strength of the source decides first, then canonical name before alias. */
export function givenText(
  key: SettingKey,
  { sources, name, findings }: { sources: VariableSources; name: string; findings: Findings },
): GivenText | undefined {
  const { flag, alias } = SETTINGS[key];
  const flagText = flag && sources.flags[flag.field];
  if (flag && flagText !== undefined) {
    return { text: flagText, source: { kind: "flag", where: flag.spelled } };
  }
  const names = [canonicalVariable(key, name), alias].filter((variable) => variable !== undefined);
  // A name may be its own alias: an environment called `postgres` has POSTGRES_ variables.
  const variables = [...new Set(names)];
  for (const read of [readEnvironment, readDotenv]) {
    const found = variables.map((variable) => read(variable, { key, sources, findings }));
    const [first, second] = found.filter((text) => text !== undefined);
    if (first === undefined) continue;
    if (second !== undefined && second.text !== first.text) {
      findings.warnings.push(
        `${first.source.where} and ${second.source.where} differ; ${first.variable} is used`,
      );
    }
    return first;
  }
  return undefined;
}

interface ReadContext {
  key: SettingKey;
  sources: VariableSources;
  findings: Findings;
}

/** An empty variable counts as not set, as in `${NAME:-default}`: CI systems and Compose files leave many so. */
function readEnvironment(variable: string, { key, sources, findings }: ReadContext): GivenText | undefined {
  const text = sources.env[variable];
  if (text === undefined || text === "") return undefined;
  if (SETTINGS[key].kind === "port" && SERVICE_LINK.test(text)) {
    findings.ignored.push(
      `Ignoring ${variable} in the environment: it is a service link of Kubernetes or Docker, not a port`,
    );
    return undefined;
  }
  return { text, variable, source: { kind: "environment", where: `${variable} (environment)` } };
}

/** A service called `redis` gives every container `REDIS_PORT=tcp://10.0.0.1:6379`. */
const SERVICE_LINK = /^(?:tcp|udp|sctp):\/\//i;

function readDotenv(variable: string, { key, sources, findings }: ReadContext): GivenText | undefined {
  const found = sources.envFile?.read(variable);
  if (found === undefined) return undefined;
  const { text, unset, cut = [], problem } = found.expansion;
  const where = `${variable} (.env:${found.line})`;
  if (problem !== undefined) {
    findings.problems.push({ key, message: problem, source: where });
    return undefined;
  }
  for (const reference of unset) {
    findings.warnings.push(`${where} refers to ${reference}, which is not set`);
  }
  for (const place of cut) {
    findings.warnings.push(
      `The value of ${place} ends before its #; put the value in quotes if the # is part of it`,
    );
  }
  return text === "" ? undefined : { text, variable, source: { kind: "dotenv", where } };
}

/** Text that does not fit stays text, for the schema to refuse with the value as it was given. */
function convert(text: string, kind: Setting["kind"]): unknown {
  const trimmed = text.trim();
  switch (kind) {
    case "number":
      return /^\d+$/.test(trimmed) ? Number(trimmed) : text;
    case "boolean":
      if (/^(?:true|1|yes|on)$/i.test(trimmed)) return true;
      return /^(?:false|0|no|off)$/i.test(trimmed) ? false : text;
    case "port":
      return /^\d+$/.test(trimmed) ? Number(trimmed) : trimmed;
    case "choice":
      return trimmed;
    case "text":
    case "secret":
    case "structured":
      return text;
  }
}
