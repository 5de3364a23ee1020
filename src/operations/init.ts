import { readdir } from "node:fs/promises";
import { basename, dirname, join, relative } from "node:path";
import { readConfig } from "./stages/read-config.js";
import type { ResolvedConfig } from "../config/resolved.js";
import { scaffold, type ScaffoldFile } from "../config/scaffold.js";
import { canonicalVariable } from "../config/variables.js";
import { anotherPort } from "../services/another-port.js";
import { SERVICE_NAMES, type ServiceName } from "../services/service.js";
import { readEnvironmentRecord } from "../state/environment-file.js";
import { createFile } from "../system/create-file.js";
import { makeFolder, openIfAny, readStats, replaceFile } from "../system/files.js";
import { isPortTaken } from "../system/ports.js";
import type { OperationOptions } from "./stages/environment.js";
import { ignoreMissing } from "../system/missing.js";

export interface InitReport {
  created: readonly string[];
  changed: readonly string[];
  /** Existing files that were not changed. */
  kept: readonly string[];
}

/**
 * Creates the files that a project lacks to work with infra: a config file, `.env.example`, ignored files, a first
 * migration, and `.env` with ports that are free on this machine. Existing files are not overwritten, so running it again changes nothing.
 *
 * @throws InfraError CONFIG_INVALID or USAGE from the configuration that is there, FOREIGN_OBJECT when a symbolic link
 *   stands where a file would be written.
 */
export async function init(options: OperationOptions): Promise<InitReport> {
  const config = await configOf(options);
  const files = scaffold({
    name: config.name,
    preset: config.preset,
    migrationsDirectory: relative(config.projectDir, config.migrations.directory),
    envFile: relative(config.projectDir, config.connection.envFile),
  });
  const report = { created: [] as string[], changed: [] as string[], kept: [] as string[] };
  for (const file of files) {
    options.signal?.throwIfAborted();
    const { outcome, path } = await settle(file, config.projectDir);
    report[outcome].push(path);
  }
  const ports = await settlePorts(config, options);
  if (ports !== undefined) report[ports.outcome].push(ports.path);
  return report;
}

/** The ports of this machine, which other developers of the project do not share. */
async function settlePorts(config: ResolvedConfig, options: OperationOptions): Promise<Outcome | undefined> {
  // The ports of an environment that exists are decided, and may be in use by its own servers.
  if ((await readEnvironmentRecord(config.stateDir)) !== undefined) return undefined;
  const lines = (await Promise.all(SERVICE_NAMES.map((service) => portLine(config, service)))).flat();
  if (lines.length === 0) return undefined;
  const path = ".env";
  if ((await readStats(join(config.projectDir, path)))?.isSymbolicLink() === true) {
    const message = `Did not change .env, which is a symbolic link. Add to it: ${lines.join(" ")}`;
    options.onEvent?.({ type: "warning", message });
    return undefined;
  }
  const missing = lines.map((write) => ({ write, alsoAs: [write] }));
  return settleLines({ kind: "lines", path, lines: missing, mode: 0o600 }, config.projectDir);
}

/** None where `.env` or the environment sets the port, or a committed port is free. */
async function portLine(config: ResolvedConfig, service: ServiceName): Promise<string[]> {
  const { port, portSetting } = config[service];
  const source = config.sources[`${service}.port`]?.kind;
  if (portSetting.isAutomatic || source === "dotenv" || source === "environment") return [];
  const isTaken = source !== "flag" && (await isPortTaken(port));
  if (source === "config-file" && !isTaken) return [];
  const variable = canonicalVariable(`${service}.port`, config.name);
  return [`${variable}=${isTaken ? await anotherPort(config, service) : port}`];
}

/** An existing config file decides name and preset: other files must fit it, and it is never rewritten. */
async function configOf({
  projectDir,
  env,
  flags = {},
  signal,
  onEvent,
}: OperationOptions): Promise<ResolvedConfig> {
  const { name, preset, ...others } = flags;
  const there = await readConfig({ projectDir, env, flags: others, ...(signal && { signal }) });
  if (there.configFile === undefined) return readConfig({ projectDir, env, flags });
  const file = basename(there.configFile);
  if (name !== undefined && name !== there.name) {
    onEvent?.({
      type: "warning",
      message: `Kept ${file}, which already exists: the name is ${there.name}, not ${name}`,
    });
  }
  if (preset !== undefined && preset !== there.preset) {
    onEvent?.({
      type: "warning",
      message: `Kept ${file}, which already exists: the preset is ${there.preset}, not ${preset}`,
    });
  }
  return there;
}

type Outcome = { outcome: keyof InitReport; path: string };

async function settle(file: ScaffoldFile, projectDir: string): Promise<Outcome> {
  switch (file.kind) {
    case "file":
      return settleFile(file, projectDir);
    case "lines":
      return settleLines(file, projectDir);
  }
}

async function settleFile(
  { path, content, unless }: ScaffoldFile & { kind: "file" },
  projectDir: string,
): Promise<Outcome> {
  const substitute = unless && (await findIn(join(projectDir, unless.folder), unless.name));
  if (substitute !== undefined) return { outcome: "kept", path: join(unless?.folder ?? "", substitute) };
  await makeFolder(dirname(join(projectDir, path)), 0o755);
  const made = await createFile(join(projectDir, path), content);
  return { outcome: made ? "created" : "kept", path };
}

async function findIn(folder: string, name: RegExp): Promise<string | undefined> {
  const entries = (await readdir(folder).catch(ignoreMissing)) ?? [];
  return entries.find((entry) => name.test(entry));
}

async function settleLines(
  { path, lines, mode = 0o644 }: ScaffoldFile & { kind: "lines" },
  projectDir: string,
): Promise<Outcome> {
  const full = join(projectDir, path);
  const before = await readIfThere(full);
  const present = new Set((before?.content ?? "").split(/\r?\n/).map((line) => line.trim()));
  const missing = lines.filter(({ alsoAs }) => !alsoAs.some((spelling) => present.has(spelling)));
  if (missing.length === 0) return { outcome: "kept", path };
  const added = missing.map(({ write }) => `${write}\n`).join("");
  const gap = before === undefined || before.content === "" || before.content.endsWith("\n") ? "" : "\n";
  await replaceFile(full, `${before?.content ?? ""}${gap}${added}`, { mode: before?.mode ?? mode });
  return { outcome: before === undefined ? "created" : "changed", path };
}

async function readIfThere(path: string): Promise<{ content: string; mode: number } | undefined> {
  const file = await openIfAny(path);
  if (file === undefined) return undefined;
  try {
    return { content: await file.readFile("utf8"), mode: (await file.stat()).mode & 0o777 };
  } finally {
    await file.close();
  }
}
