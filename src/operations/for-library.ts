import { callerOf } from "../config/caller-of.js";
import type { ConfigFlags } from "../config/flags.js";
import { withCaller, type Caller } from "../system/own-command.js";
import { pathFrom } from "../system/own-program.js";
import * as doctorModule from "./doctor.js";
import * as downModule from "./down.js";
import * as environmentModule from "./environment-variables.js";
import * as initModule from "./init.js";
import * as logsModule from "./logs.js";
import * as migrateModule from "./migrate.js";
import * as migrateNewModule from "./migrate-new.js";
import * as planUpModule from "./plan-up.js";
import * as resetModule from "./reset.js";
import * as runModule from "./run.js";
import * as statusModule from "./status.js";
import * as upModule from "./up.js";
import { readConfig } from "./stages/read-config.js";
import * as verifyModule from "./verify.js";

// The operations as a program calls them: the commands in their messages are for the shell in which that program was started.

/** Reads every source of configuration once and checks it. Throws InfraError CONFIG_INVALID with all problems. */
export const resolveConfig = forProgram(readConfig);
/** Findings about this machine and the environment, each with its fix. Changes nothing. */
export const doctor = forProgram(doctorModule.doctor);
/** Stops PostgreSQL and Redis and keeps PostgreSQL's data. */
export const down = forProgram(downModule.down);
/** The connection variables. Throws InfraError SERVICES_NOT_RUNNING if the services do not run. */
export const environmentVariables = forProgram(environmentModule.environmentVariables);
/** Creates the files that a new project needs. Existing files are not overwritten. */
export const init = forProgram(initModule.init);
/** Applies the pending migrations, or with `dryRun` reports them. */
export const migrate = forProgram(migrateModule.migrate);
/** All migrations, applied and pending, and the problems that prevent a run. Changes nothing. */
export const migrateStatus = forProgram(migrateModule.migrateStatus);
/** Creates the next migration file and returns its path. */
export const migrateNew = forProgram(migrateNewModule.migrateNew);
/** What {@link up} would do, and why. Changes nothing. */
export const planUp = forProgram(planUpModule.planUp);
/** Stops PostgreSQL and Redis and deletes PostgreSQL's data. */
export const reset = forProgram(resetModule.reset);
/** Runs a program with the connection variables, after it started the services that are missing. */
export const run = forProgram(runModule.run);
/** The current state. Changes nothing and does not wait for other commands. */
export const status = forProgram(statusModule.status);
/** Starts PostgreSQL and Redis, migrates and writes the connection file. */
export const up = forProgram(upModule.up);
/** Compares images and programs with what is expected. */
export const verify = forProgram(verifyModule.verify);

/** Lines of the services' own logs. Without `follow` one service after the other; with it, as they come. */
export function logs(options: logsModule.LogsOptions): ReturnType<typeof logsModule.logs> {
  const lines = logsModule.logs(options);
  // A generator works when it is asked for the next value.
  const next = lines.next.bind(lines);
  return Object.assign(lines, { next: forProgramWith(options, () => next()) });
}

interface ProjectOptions {
  projectDir: string;
  env: NodeJS.ProcessEnv;
  flags?: ConfigFlags;
}

function forProgram<Options extends ProjectOptions, Result>(
  operation: (options: Options) => Result,
): (options: Options) => Result {
  return (options) => forProgramWith(options, () => operation(options))();
}

function forProgramWith<Result>(options: ProjectOptions, work: () => Result): () => Result {
  return () => withCaller(programCaller(options), work);
}

function programCaller({ projectDir, env, flags = {} }: ProjectOptions): Caller {
  const cwd = process.cwd();
  const folder = pathFrom(cwd, projectDir);
  return callerOf({ projectDir, directories: folder === "." ? [] : [folder], flags, env, cwd });
}
