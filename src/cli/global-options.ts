import { resolve } from "node:path";
import { InvalidArgumentError, Option, type Command } from "commander";
import type { ConfigFlags } from "../config/flags.js";
import { toolVersion } from "../system/version.js";

/** Options that every command takes, before or after its name. */
export interface GlobalOptions {
  /** Absolute path of the folder in which the command works. */
  folder: string;
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

const HEADING = "Global options:";

/** Created once: each of the many commands has these options. */
const GLOBAL_OPTIONS: readonly Option[] = [
  globalOption(
    "-C, --directory <dir>",
    "work in this folder, and do not search the folders above it for the project; a repeated -C is relative to the one before",
  ).argParser(appendFolder),
  globalOption("--json", "print one JSON document on stdout; progress goes to stderr"),
  globalOption("--show-secrets", "with --json: print passwords instead of ***"),
  globalOption("--quiet", "print no progress and no summary"),
  globalOption("--verbose", "print more: durations and the origin of errors"),
  globalOption("--name <name>", "name of the environment; every other name derives from it"),
  globalOption("--preset <preset>", "set of defaults: tilemud or compose"),
  globalOption("--runtime <runtime>", "what runs the services: auto, docker, native or swarm"),
  globalOption("--pg-port <port>", "port of PostgreSQL on this machine"),
  globalOption("--redis-port <port>", "port of Redis on this machine"),
  globalOption("--health-timeout-ms <ms>", "how long a service may take to become ready"),
];

const HELP_OPTION = globalOption("-h, --help", "print this help");

/**
 * Declares the global options on one command. Each command has them, so that they are accepted before and after its
 * name.
 */
export function addGlobalOptions(command: Command): void {
  for (const option of GLOBAL_OPTIONS) command.addOption(option);
  command.version(toolVersion, "-V, --version", "print the version");
  command.options.at(-1)?.helpGroup(HEADING);
  command.addHelpOption(HELP_OPTION);
}

/** The values from all positions; the one closest to the arguments of the command wins. */
export function readGlobalOptions(command: Command, cwd: string): GlobalOptions {
  const levels = lineage(command).map((each) => each.opts<RawGlobalOptions>());
  const merged: RawGlobalOptions = Object.assign({}, ...levels);
  const directories = levels.flatMap((level) => level.directory ?? []);
  return {
    folder: resolve(cwd, ...directories),
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

function globalOption(flags: string, description: string): Option {
  return new Option(flags, description).helpGroup(HEADING);
}
