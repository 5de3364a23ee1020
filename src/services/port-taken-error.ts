import { dirname } from "node:path";
import type { ResolvedConfig } from "../config/resolved.js";
import type { InfraError } from "../errors/infra-error.js";
import { portHolder } from "../system/ports.js";
import type { ProcessView } from "../system/process-identity.js";
import { visibleLine } from "../system/visible-text.js";
import { portInUseError } from "./port-in-use-error.js";
import type { ServiceName } from "./service.js";
import { infra } from "../system/own-command.js";

/** The error for a port that is known to be taken, with its holder where the system lets us see it. */
export async function portTakenError(
  config: ResolvedConfig,
  service: ServiceName,
  cause?: unknown,
): Promise<InfraError> {
  const { port } = config[service];
  const process_ = await portHolder(port);
  const holder = process_ && {
    name: describe(process_, config),
    remedy: howToEnd(process_, { config, port }),
    details: { pid: process_.pid, program: programOf(process_) },
  };
  return portInUseError({ config, service, holder, cause });
}

function howToEnd(holder: ProcessView, { config, port }: { config: ResolvedConfig; port: number }): string {
  const name = environmentOf(holder, config);
  // Docker's own helper: ending it leaves the container running, without its port.
  if (/(?:^|\/)docker-proxy$/.test(programOf(holder)))
    return `Stop the container that uses it if it is not needed: sudo docker ps --filter publish=${port}`;
  return name === undefined
    ? `Stop that process if it is not needed: kill ${holder.pid}`
    : `Stop it, its data is kept: ${infra("--name", name, "down")}`;
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

/** The program without its arguments: those may contain secrets. */
function programOf(holder: ProcessView): string {
  return visibleLine(holder.executable ?? holder.commandLine.split(" ")[0] ?? "an unknown program");
}
