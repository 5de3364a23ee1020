import { CommanderError } from "commander";
import type { CommandDefinition } from "./command.js";
import { COMMANDS } from "./commands/index.js";
import type { Io } from "./io.js";
import { reportFailure } from "./failure.js";
import { runCommand } from "./run-command.js";
import { buildProgram, type Invocation } from "./program.js";
import { withCaller, type Caller } from "../system/own-command.js";
import { ownProgram } from "../system/own-program.js";
import { UsageError } from "./usage-error.js";

/** Runs one command line and returns its exit code. Never throws. */
export async function runCli(
  argv: readonly string[],
  io: Io,
  commands: readonly CommandDefinition[] = COMMANDS,
): Promise<number> {
  return withCaller(callerWithoutOptions(io), () => parseAndRun(argv, io, commands));
}

/** For help and for errors in the command line. */
function callerWithoutOptions(io: Io): Caller {
  return {
    get program() {
      return ownProgram({ env: io.env, cwd: folderOf(io) });
    },
    options: [],
  };
}

/** A folder that was deleted is reported by the command; nothing is relative to it. */
function folderOf(io: Io): string {
  try {
    return io.cwd;
  } catch {
    return "/";
  }
}

async function parseAndRun(
  argv: readonly string[],
  io: Io,
  commands: readonly CommandDefinition[],
): Promise<number> {
  let exitCode = 0;
  const program = buildProgram(commands, {
    columns: io.stdout.columns,
    write: (text) => io.stdout.write(text),
    run: async (invocation: Invocation) => {
      exitCode = await runCommand(invocation, io);
    },
  });
  try {
    await program.parseAsync([...argv], { from: "user" });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return 0;
    if (error instanceof UsageError && error.helpWanted && !asksForJson(argv)) {
      // `infra` without a command prints the help, as `docker compose` does.
      error.command.outputHelp();
      return 0;
    }
    const command = error instanceof UsageError ? error.commandName : "infra";
    return reportFailure(error instanceof UsageError ? error.toInfraError() : error, {
      io,
      command,
      json: asksForJson(argv),
      verbose: argv.includes("--verbose"),
    });
  }
}

/** The options could not be parsed, so this only checks whether `--json` was given. */
function asksForJson(argv: readonly string[]): boolean {
  const end = argv.indexOf("--");
  return (end === -1 ? argv : argv.slice(0, end)).includes("--json");
}
