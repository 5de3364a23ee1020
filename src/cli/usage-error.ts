import type { Command, CommanderError } from "commander";
import { infra } from "../system/own-command.js";
import { InfraError } from "../errors/infra-error.js";

/** A command line that commander could not parse, with its command. */
export class UsageError extends Error {
  override readonly name = "UsageError";
  readonly #problem: CommanderError;
  readonly command: Command;

  constructor(problem: CommanderError, command: Command) {
    super(problem.message, { cause: problem });
    this.#problem = problem;
    this.command = command;
  }

  /** No command was given at all. */
  get helpWanted(): boolean {
    return this.#problem.code === "commander.help";
  }

  /** `infra`, `up`, `migrate-new`. */
  get commandName(): string {
    return commandPath(this.command).slice(1).join("-") || "infra";
  }

  toInfraError(): InfraError {
    const seeHelp = `See ${infra(...commandPath(this.command).slice(1), "--help")}`;
    if (this.helpWanted) {
      return new InfraError("USAGE", "No command was given", { hint: seeHelp });
    }
    const [first = "", ...more] = this.message.replace(/^error: /, "").split("\n");
    const suggestion = more.map((line) => line.replace(/^\((.*)\)$/, "$1")).filter((line) => line !== "");
    return new InfraError("USAGE", first.charAt(0).toUpperCase() + first.slice(1), {
      hint: [...suggestion, seeHelp].join("\n"),
      cause: this.#problem,
    });
  }
}

/** `["infra", "migrate", "new"]`. */
export function commandPath(command: Command): string[] {
  return command.parent === null ? [command.name()] : [...commandPath(command.parent), command.name()];
}
