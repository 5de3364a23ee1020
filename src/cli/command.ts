import type { Command } from "commander";
import type { OperationOptions } from "../operations/stages/environment.js";
import type { GlobalOptions } from "./global-options.js";
import type { Io } from "./io.js";
import type { Style } from "./output/style.js";

/** The context of a command. */
export interface CommandContext {
  /** For the operation: project, settings, signal, events. */
  operation: OperationOptions & Required<Pick<OperationOptions, "signal" | "onEvent">>;
  globals: GlobalOptions;
  io: Io;
  /** For text that goes to stdout. */
  style: Style;
  /** Clears the progress display; for commands that write to the terminal while they run. */
  endProgress: () => void;
}

/** The result of a command. */
export interface CommandResult {
  /** Fields of the `--json` document. */
  document: object;
  /** For people; ends with a line break. Absent when everything has been printed. */
  text?: string;
  /** In place of `text`: output for another program, written unchanged. */
  data?: string;
  /** 0 when absent. */
  exitCode?: number;
  /** Why the exit code is not 0, where the report itself is the message (`doctor`). */
  failure?: unknown;
}

/** The arguments of one call; `options` holds the command's own. */
interface CommandInput<Options> {
  options: Options;
  operands: readonly string[];
}

export interface CommandDefinition<Options = unknown> {
  name: string;
  /** One line, for the list of commands. */
  summary: string;
  /** A longer text for the help of the command. */
  description?: string;
  /** Command line and its description. */
  examples: readonly (readonly [command: string, meaning: string])[];
  /** Where progress goes without `--json`. `stderr` for commands whose stdout is read by another program. */
  progress: "stdout" | "stderr";
  /** Works in the current folder also below a project, because it creates one. */
  createsProject?: boolean;
  /** Declares arguments and options. */
  configure?(command: Command): void;
  run(context: CommandContext, input: CommandInput<Options>): Promise<CommandResult>;
  subcommands?: readonly CommandDefinition[];
}

/** Lets a definition name the type of its options; commander hands them over untyped. */
export function defineCommand<Options>(definition: CommandDefinition<Options>): CommandDefinition {
  return definition;
}
