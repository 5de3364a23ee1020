import type { StdioOptions } from "node:child_process";
import { InfraError } from "../errors/infra-error.js";
import { withoutOtherServers } from "../postgres/pg-variables.js";
import { connectionVariables, revealAll } from "../connection/variables.js";
import type { ConnectionDescriptor } from "../connection/descriptor.js";
import { isOnPath } from "../system/find-program.js";
import { missingFolder } from "../system/missing-folder.js";
import { runChild } from "../system/run-child.js";
import { configuredDatabase } from "./stages/database.js";
import { describeConnection } from "./stages/publish-connection.js";
import { openEnvironment, type OperationOptions } from "./stages/environment.js";
import { requireRunning } from "./stages/require-running.js";
import { up } from "./up.js";
import { infra } from "../system/own-command.js";

export interface RunReport {
  /** As in a shell: the exit code of the command, or 128 + signal number. */
  exitCode: number;
}

/** What `run`, `psql` and `redis-cli` need from the owner of the terminal. */
export interface ChildOptions {
  /** `inherit` when absent. */
  stdio?: StdioOptions;
  /** Absolute path of the working folder of the command; the project when absent. */
  cwd?: string;
  /**
   * Called when the command has been started: from now on the command handles interrupts. Receives a function that
   * passes signals on to it.
   */
  onChild?: (child: { kill(signal: NodeJS.Signals): void }) => void;
}

export interface RunOptions extends OperationOptions, ChildOptions {
  /** Program and arguments. */
  command: readonly string[];
  /** `false`: fail with SERVICES_NOT_RUNNING instead of starting what is missing. */
  startMissing: boolean;
}

/**
 * Runs a command with the connection variables in its environment, once the services are ready. The services keep
 * running afterwards.
 */
export async function run(options: RunOptions): Promise<RunReport> {
  const [command, ...args] = options.command;
  if (command === undefined || command === "") {
    throw new InfraError("USAGE", "No command given to run", {
      hint: `For example: ${infra("run", "--", "npm", "test")}`,
    });
  }
  const { cwd = options.projectDir } = options;
  // First, because it records the checkout, whose id is one of the variables.
  const started = options.startMissing ? (await up(options)).connection : undefined;
  const environment = await openEnvironment(options);
  const connection = started ?? (await connectionOfRunning(environment));
  environment.context.signal.throwIfAborted();
  const variables = connectionVariables(environment.config, connection, new Date().toISOString());
  try {
    const exitCode = await runChild({
      command,
      args,
      env: { ...withoutOtherServers(options.env), ...revealAll(variables) },
      cwd,
      stdio: options.stdio ?? "inherit",
      ...(options.onChild && { onChild: options.onChild }),
    });
    return { exitCode };
  } catch (cause) {
    const missing = await missingFolder(cwd);
    if (missing) throw missing;
    const why = await reasonNotStarted(cause, options);
    if (why === undefined) throw cause;
    throw new InfraError("USAGE", `Command ${command} ${why}`, { hint: "Check its name and PATH", cause });
  }
}

async function reasonNotStarted(cause: unknown, options: RunOptions): Promise<string | undefined> {
  const [command = ""] = options.command;
  switch ((cause as NodeJS.ErrnoException).code ?? "") {
    case "ENOENT":
    case "ENOTDIR":
    case "ELOOP":
    case "ENAMETOOLONG":
      return "was not found";
    case "EACCES":
      return (await isThere(command, options)) ? "cannot be run: permission denied" : "was not found";
    case "EPERM":
    case "ENOEXEC":
    case "ETXTBSY":
      return "cannot be run";
    case "E2BIG":
      return "cannot be run: its arguments and variables are too long for the system";
    default:
      return undefined;
  }
}

/** A folder of PATH without permission gives the same error as a program without permission. */
async function isThere(command: string, { env }: Pick<RunOptions, "env">): Promise<boolean> {
  return command.includes("/") || isOnPath(command, env.PATH ?? "");
}

async function connectionOfRunning(
  environment: Awaited<ReturnType<typeof openEnvironment>>,
): Promise<ConnectionDescriptor> {
  const { reached } = await requireRunning(environment);
  return describeConnection(configuredDatabase(environment.config, reached.postgres), reached);
}
