import { resolve } from "node:path";
import { InvalidArgumentError, Option, type Command } from "commander";
import type { ConfigFlags } from "../config/flags.js";
import { toolVersion } from "../system/version.js";

/** Options that every command takes, before or after its name. */
export interface GlobalOptions {
  /** Absolute path. */
  projectDir: string;
  /** As given with `-C`; empty for the current folder. */
  directories: readonly string[];
  json: boolean;
  quiet: boolean;
  verbose: boolean;
  showSecrets: boolean;
  flags: ConfigFlags;
}

interface RawGlobalOptions {
  directory?: string[];
  json?: true;
  quiet?: true;
  verbose?: true;
  showSecrets?: true;
  name?: string;
  preset?: string;
  runtime?: string;
  pgPort?: string;
  redisPort?: string;
  healthTimeoutMs?: string;
}

const GLOBAL = "Global options:";

/** Declares the global options on one command. They are declared on each, so that they may stand on either side of its name. */
export function addGlobalOptions(command: Command): void {
  const add = (flags: string, description: string) =>
    command.addOption(new Option(flags, description).helpGroup(GLOBAL));
  command.addOption(
    new Option("-C, --directory <dir>", "work on the project in this folder; repeated ones add up")
      .argParser(appendFolder)
      .helpGroup(GLOBAL),
  );
  add("--json", "print one JSON document on stdout; progress goes to stderr");
  add("--show-secrets", "with --json: print passwords instead of ***");
  add("--quiet", "print no progress and no summary");
  add("--verbose", "print more: durations, and where an error came from");
  add("--name <name>", "name of the environment; every other name derives from it");
  add("--preset <preset>", "defaults to start from: tilemud or compose");
  add("--runtime <runtime>", "what runs the services: auto, docker, native or swarm");
  add("--pg-port <port>", "port of PostgreSQL on this machine");
  add("--redis-port <port>", "port of Redis on this machine");
  add("--health-timeout-ms <ms>", "how long a service may take to become ready");
  command.version(toolVersion, "-V, --version", "print the version");
  command.options.find((option) => option.long === "--version")?.helpGroup(GLOBAL);
  command.addHelpOption(new Option("-h, --help", "print this help").helpGroup(GLOBAL));
}

/** The values from all places where they may stand; the one nearest to the command's own arguments wins. */
export function readGlobalOptions(command: Command, cwd: string): GlobalOptions {
  const levels = lineage(command).map((each) => each.opts<RawGlobalOptions>());
  const merged: RawGlobalOptions = Object.assign({}, ...levels);
  const directories = levels.flatMap((level) => level.directory ?? []);
  return {
    projectDir: resolve(cwd, ...directories),
    directories,
    json: merged.json === true,
    quiet: merged.quiet === true,
    verbose: merged.verbose === true,
    showSecrets: merged.showSecrets === true,
    flags: {
      ...(merged.name !== undefined && { name: merged.name }),
      ...(merged.preset !== undefined && { preset: merged.preset }),
      ...(merged.runtime !== undefined && { runtime: merged.runtime }),
      ...(merged.pgPort !== undefined && { pgPort: merged.pgPort }),
      ...(merged.redisPort !== undefined && { redisPort: merged.redisPort }),
      ...(merged.healthTimeoutMs !== undefined && { healthTimeoutMs: merged.healthTimeoutMs }),
    },
  };
}

/** The program first, then down to the command. */
function lineage(command: Command): Command[] {
  return command.parent === null ? [command] : [...lineage(command.parent), command];
}

function appendFolder(value: string, previous: string[] | undefined): string[] {
  if (value === "") throw new InvalidArgumentError("It is empty.");
  return [...(previous ?? []), value];
}
