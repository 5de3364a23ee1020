import type { Caller } from "../system/own-command.js";
import { ownProgram, pathFrom, readerFolder } from "../system/own-program.js";
import type { ConfigFlags } from "./flags.js";
import { SETTINGS } from "./variables.js";

export interface CallerOptions {
  projectDir: string;
  /** As given with `-C`; empty when the project is the one that is found from the current folder. */
  directories: readonly string[];
  flags: ConfigFlags;
  env: NodeJS.ProcessEnv;
  cwd: string;
}

/**
 * The caller of this program for the commands in its messages. The same flags are repeated, so that such a command is for the same
 * environment. A name from the process environment becomes a flag: the variable may have been set for one call, and
 * another name means other data.
 */
export function callerOf({ projectDir, directories, flags, env, cwd }: CallerOptions): Caller {
  let program: string | undefined;
  return {
    // Only few calls print a command, and the search reads files.
    get program() {
      return (program ??= ownProgram({ env, cwd }));
    },
    get options() {
      const reader = readerFolder({ env, cwd });
      const folders =
        reader === cwd ? directories : [pathFrom(reader, projectDir)].filter((folder) => folder !== ".");
      return [...folders.map((folder) => ["-C", folder] as const), ...flagOptions(flags, env)];
    },
  };
}

function flagOptions(flags: ConfigFlags, env: NodeJS.ProcessEnv): (readonly [string, string])[] {
  const name = flags.name ?? env[SETTINGS.name.variable ?? ""];
  const given: ConfigFlags = { ...flags, ...(name !== undefined && name !== "" && { name }) };
  return Object.values(SETTINGS).flatMap(({ flag }) => {
    const value = flag && given[flag.field];
    return flag === undefined || value === undefined ? [] : [[flag.spelled, value] as const];
  });
}
