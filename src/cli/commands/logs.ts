import { InvalidArgumentError } from "commander";
import { InfraError } from "../../errors/infra-error.js";
import { SERVICE_NAMES, type ServiceName } from "../../services/service.js";
import { defineCommand } from "../command.js";
import { untilStopped } from "../until-stopped.js";
import { logPrefixes } from "../views/log-prefix.js";

export const logsCommand = defineCommand<{ follow?: true; tail: number }>({
  name: "logs",
  summary: "print the logs of the services",
  description:
    "Prints the last lines of the services' logs. With several services, each line begins with the name of its service.",
  examples: [
    ["infra logs", "the last 100 lines of both"],
    ["infra logs postgres --tail 20", "the last 20 lines of PostgreSQL"],
    ["infra logs -f", "follow the logs until Ctrl-C (exit code 130)"],
  ],
  progress: "stderr",
  configure: (command) => {
    command
      .argument("[service]", "only this service: postgres or redis")
      .option("-f, --follow", "follow the logs until Ctrl-C")
      .option("-n, --tail <lines>", "number of lines to print first", lineCount, 100);
  },
  run: async (context, { options, operands }) => {
    const { operation, globals, io, style } = context;
    const follow = options.follow === true;
    if (follow && globals.json) {
      throw new InfraError("USAGE", "--follow and --json cannot be combined", {
        hint: "Use either --follow or --json",
      });
    }
    const services = servicesOf(operands);
    const prefixes = logPrefixes(services, style);
    const lines: LogLine[] = [];
    const show = (entry: LogLine) => {
      if (globals.json) lines.push(entry);
      else io.stdout.write(`${prefixes[entry.service]}${entry.line}\n`);
    };
    const { logs } = await import("../../operations/logs.js");
    const exitCode = await untilStopped(context, async (signal) => {
      for await (const entry of logs({ ...operation, signal, services, tail: options.tail, follow }))
        show(entry);
    });
    return { document: { lines }, exitCode };
  },
});

interface LogLine {
  service: ServiceName;
  line: string;
}

function servicesOf([name]: readonly string[]): readonly ServiceName[] {
  if (name === undefined) return SERVICE_NAMES;
  const service = SERVICE_NAMES.find((each) => each === name);
  if (service === undefined) {
    throw new InfraError("USAGE", `Unknown service '${name}'`, {
      hint: `The services are: ${SERVICE_NAMES.join(", ")}`,
    });
  }
  return [service];
}

function lineCount(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError("It must be an integer, 0 or more.");
  return Number(text);
}
