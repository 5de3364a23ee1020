import { withPassword } from "./derive.js";
import { assemble } from "./assemble.js";
import { readConfigFile, type LoadedConfigFile } from "./config-file.js";
import { envExampleWarnings } from "./env-example.js";
import { readEnvFile } from "./env-file.js";
import { GENERATED, readGeneratedPassword } from "./generated-password.js";
import type { ConfigFlags } from "./flags.js";
import { checkLayer } from "./layer.js";
import { mergeLayers } from "./merge.js";
import { DEFAULT_NAME } from "./names.js";
import { resolvePaths } from "./paths.js";
import { addProblems, invalidConfig, type Findings } from "./problems.js";
import { ownVariables } from "./own-variables.js";
import { defaultsOf } from "./presets.js";
import { openProject } from "./project.js";
import type { CheckoutIdentity, ResolvedConfig, ValueSource } from "./resolved.js";
import { checkRules } from "./rules.js";
import { contentOf, givenText, givenTexts, type GivenText, type VariableSources } from "./variable-layer.js";

export interface ResolveOptions {
  /** The project folder. */
  projectDir: string;
  /** The process environment; it is read, never changed. */
  env: NodeJS.ProcessEnv;
  flags?: ConfigFlags;
  /** Ends a config file that is running. */
  signal?: AbortSignal;
  /** The identity of the checkout in that folder (absolute, without symbolic links), if it has been recorded. */
  readCheckout?: (projectDir: string) => Promise<CheckoutIdentity | undefined>;
  /** Nothing will log in to PostgreSQL with this configuration: its generated password may be unreadable. */
  withoutLogin?: boolean;
}

/**
 * Reads every source of configuration once and checks it: flags, process environment, `.env`, config file, preset,
 * strongest first. A variable is checked when it is the one that counts; the config file is always checked completely.
 *
 * @throws InfraError CONFIG_INVALID reporting all problems together, each with the source it came from
 *   (`details.problems`), or USAGE when the project folder is none.
 */
export async function resolveConfig({
  projectDir,
  env,
  flags = {},
  signal,
  readCheckout,
  withoutLogin = false,
}: ResolveOptions): Promise<ResolvedConfig> {
  const project = openProject(projectDir);
  const findings: Findings = { problems: [], warnings: [], ignored: [] };
  const checkout = await readCheckout?.(project.directory);
  const file = await readConfigFile({ project, signal }, findings);
  const envFile = readEnvFile(project, findings);

  const fromFile = checkLayer(file?.content ?? {}, () => ({ kind: "config-file", where: file?.name ?? "" }));
  const name = nameFor({ flags, env, envFile: envFile?.resolve(env) }, file);
  const sources = ownVariables({ flags, env, envFile }, { checkout, name, findings });
  const given = givenTexts(sources, { name, findings });
  const fromVariables = checkLayer(contentOf(given), (key) => sourceIn(given, key));
  const merged = mergeLayers([fromVariables.layer, fromFile.layer]);
  const { paths, problems: pathProblems } = resolvePaths(project, merged);

  addProblems(findings, [...fromFile.problems, ...fromVariables.problems]);
  // With the name unknown, what must carry its prefix cannot be judged.
  const isFileRead = file === undefined || file.content !== undefined;
  const isNameKnown = isFileRead && !findings.problems.some(({ key }) => key === "name");
  if (isNameKnown) findings.problems.push(...checkRules(merged));
  findings.problems.push(...pathProblems);
  const generated =
    merged.values["postgres.password"] === GENERATED
      ? await readGeneratedPassword(project.directory)
      : undefined;
  if (generated !== undefined && "problem" in generated && !withoutLogin) {
    findings.problems.push({ key: "postgres.password", ...generated.problem });
  }
  if (findings.problems.length > 0) throw invalidConfig(findings);

  const warnings = [...findings.warnings, ...envExampleWarnings(project, given)];
  const lastingPort = (key: "postgres.port" | "redis.port") =>
    isOfThisCommand(merged.sources[key])
      ? (portIn(sources.envFile, { key, name: merged.values.name }) ??
        fromFile.layer.values[key] ??
        defaultsOf(merged.values.preset, merged.values.name)[key])
      : merged.values[key];
  const lastingPorts = { postgres: lastingPort("postgres.port"), redis: lastingPort("redis.port") };
  const { ignored } = findings;
  const config = assemble({ merged, paths, project, checkout, file, lastingPorts, warnings, ignored });
  if (generated === undefined || "problem" in generated) return config;
  const { file: passwordFile, password } = generated;
  return withPassword(config, { password, passwordFile });
}

function isOfThisCommand(source: ValueSource | undefined): boolean {
  return source?.kind === "flag" || source?.kind === "environment";
}

/** A port in `.env` that a stronger source hides: it was not checked before. */
function portIn(
  envFile: VariableSources["envFile"],
  { key, name }: { key: "postgres.port" | "redis.port"; name: string },
): number | "auto" | undefined {
  const unused: Findings = { problems: [], warnings: [], ignored: [] };
  const given = givenText(key, { sources: { flags: {}, env: {}, envFile }, name, findings: unused });
  if (given === undefined) return undefined;
  return checkLayer(contentOf(new Map([[key, given]])), () => given.source).layer.values[key];
}

/** The name the environment's own variables are looked up by; it need not be a valid one yet. */
function nameFor(sources: VariableSources, file: LoadedConfigFile | undefined): string {
  // What is found on the way is found again, and kept, when all settings are read.
  const findings: Findings = { problems: [], warnings: [], ignored: [] };
  const given = givenText("name", { sources, name: DEFAULT_NAME, findings })?.text;
  const inFile = file?.content?.["name"];
  return given ?? (typeof inFile === "string" ? inFile : DEFAULT_NAME);
}

function sourceIn(given: ReadonlyMap<string, GivenText>, key: string): ValueSource {
  const found = given.get(key);
  if (found === undefined) throw new Error(`No variable gave ${key}`);
  return found.source;
}
