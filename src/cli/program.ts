import { Command, Help } from "commander";
import type { CommandDefinition } from "./command.js";
import { addGlobalOptions } from "./global-options.js";
import { asCalled } from "../system/own-command.js";
import { UsageError } from "./usage-error.js";

/** One call of one command, as parsed. */
export interface Invocation {
  definition: CommandDefinition;
  command: Command;
  operands: readonly string[];
}

export interface ProgramOptions {
  /** Width for help texts. */
  columns: number;
  /** Help and version go here. */
  write: (text: string) => void;
  run(invocation: Invocation): Promise<void>;
}

/** The commander program for these commands. It never ends the process: wrong usage is thrown as UsageError. */
export function buildProgram(definitions: readonly CommandDefinition[], options: ProgramOptions): Command {
  const program = new Command("infra")
    .description("Real PostgreSQL and real Redis for local development and tests, with one command.")
    .usage("[options] <command>")
    .enablePositionalOptions()
    .helpCommand(false);
  prepare(program, options);
  program.addHelpText("after", () =>
    examplesText([
      ["infra up", "start PostgreSQL and Redis, migrate, write .env.local.infra"],
      ["infra run -- npm test", "run a command with the connection variables"],
      ["infra down", "stop everything and keep the data"],
    ]),
  );
  for (const definition of definitions) program.addCommand(buildCommand(definition, options));
  program.addCommand(buildHelpCommand(program, options));
  return program;
}

/** The help command of commander supports one level of commands, and treats an unknown name as no name. */
function buildHelpCommand(program: Command, options: ProgramOptions): Command {
  const command = new Command("help")
    .summary("print the help of a command")
    .argument("[command...]", "name of the command, for example: migrate new");
  prepare(command, options);
  command.action((names: string[]) => commandNamed(names, program).outputHelp());
  return command;
}

function commandNamed(names: readonly string[], parent: Command): Command {
  const [name, ...more] = names;
  if (name === undefined) return parent;
  const found = parent.commands.find((command) => command.name() === name);
  return commandNamed(more, found ?? parent.error(`error: unknown command '${name}'`));
}

function buildCommand(definition: CommandDefinition, options: ProgramOptions): Command {
  const command = new Command(definition.name)
    .summary(definition.summary)
    .description(definition.description ?? `${capitalized(definition.summary)}.`);
  definition.configure?.(command);
  prepare(command, options);
  command.addHelpText("after", () => examplesText(definition.examples));
  for (const subcommand of definition.subcommands ?? [])
    command.addCommand(buildCommand(subcommand, options));
  command.action(() => options.run({ definition, command, operands: command.args }));
  return command;
}

function prepare(command: Command, options: ProgramOptions): void {
  const width = Math.min(options.columns, 100);
  command.configureOutput({
    writeOut: options.write,
    // Commander's message is in the error that it throws; this program prints its own.
    writeErr: () => undefined,
    getOutHelpWidth: () => width,
    getOutHasColors: () => false,
  });
  command.configureHelp({ subcommandTerm, formatHelp });
  command.exitOverride((problem) => {
    if (problem.exitCode === 0) throw problem;
    throw new UsageError(problem, command);
  });
  addGlobalOptions(command);
}

/** Every command has options, so the list of commands does not repeat it. */
function subcommandTerm(this: void, command: Command): string {
  return new Help().subcommandTerm(command).replace(" [options]", "");
}

/** The help text of commander with the list of commands before the options. */
function formatHelp(this: void, command: Command, help: Help): string {
  const sections = Help.prototype.formatHelp.call(help, command, help).trimEnd().split("\n\n");
  return `${[...sections.filter((each) => !isOptions(each)), ...sections.filter(isOptions)].join("\n\n")}\n`;
}

function isOptions(section: string): boolean {
  return /^(Global o|O)ptions:/.test(section);
}

function examplesText(examples: CommandDefinition["examples"]): string {
  const shown = examples.map(([command, meaning]) => [asCalled(command), meaning] as const);
  const width = Math.max(...shown.map(([command]) => command.length));
  const lines = shown.map(([command, meaning]) => `  ${command.padEnd(width)}  ${meaning}`);
  return `\nExamples:\n${lines.join("\n")}`;
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
