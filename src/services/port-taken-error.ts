import { dirname } from "node:path";
import { anotherPort } from "./another-port.js";
import type { ResolvedConfig } from "../config/resolved.js";
import { InfraError } from "../errors/infra-error.js";
import { portHolder } from "../system/ports.js";
import type { ProcessView } from "../system/process-identity.js";
import { quoteForShell } from "../system/shell-quote.js";
import { visibleLine } from "../system/visible-text.js";
import type { ServiceName } from "./service.js";

/** The error for a port that is known to be taken, with its holder where the system lets us see it. */
export async function portTakenError(
  config: ResolvedConfig,
  service: ServiceName,
  cause?: unknown,
): Promise<InfraError> {
  const { port } = config[service];
  const variable = `${config.variablePrefix}${service === "postgres" ? "PG" : "REDIS"}_PORT`;
  const holder = await portHolder(port);
  return new InfraError(
    "PORT_IN_USE",
    `Port ${port} in use${holder ? ` by ${describe(holder, config)}` : ""}`,
    {
      hint: [
        holder ? howToEnd(holder, { config, port }) : `Find who has it (${lookForHolder(port)}),`,
        `or use another port: ${variable}=${anotherPort(config, service)} infra up`,
      ].join(" "),
      details: {
        port,
        service,
        variable,
        ...(holder && { pid: holder.pid, program: programOf(holder) }),
      },
      ...(cause !== undefined && { cause }),
    },
  );
}

function howToEnd(holder: ProcessView, { config, port }: { config: ResolvedConfig; port: number }): string {
  const name = environmentOf(holder, config);
  // Docker's own helper: ending it leaves the container running, without its port.
  if (/(?:^|\/)docker-proxy$/.test(programOf(holder)))
    return `Stop the container that has it if it is not needed (sudo docker ps --filter publish=${port} names it),`;
  return name === undefined
    ? `End that process if it is not needed (kill ${holder.pid}),`
    : `Stop it (infra --name ${quoteForShell(name)} down),`;
}

/** One that we may not see belongs to another user. */
function lookForHolder(port: number): string {
  return process.platform === "linux"
    ? `sudo ss -ltnp "sport = :${port}"`
    : `sudo lsof -nP -iTCP:${port} -sTCP:LISTEN`;
}

function describe(holder: ProcessView, config: ResolvedConfig): string {
  const name = environmentOf(holder, config);
  const whose = name === undefined ? "" : `, a server of environment ${name} of this checkout`;
  return `${programOf(holder)} (pid ${holder.pid}${whose})`;
}

/** The environment of this checkout in whose folder a process works; the folder itself may have been deleted. */
function environmentOf({ workingDirectory = "" }: ProcessView, config: ResolvedConfig): string | undefined {
  const parent = dirname(config.stateDir);
  return workingDirectory.startsWith(`${parent}/`)
    ? workingDirectory.slice(parent.length + 1).split("/")[0]
    : undefined;
}

/** The program without its arguments: those may hold what is nobody's business. */
function programOf(holder: ProcessView): string {
  return visibleLine(holder.executable ?? holder.commandLine.split(" ")[0] ?? "an unknown program");
}
