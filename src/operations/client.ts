import { InfraError } from "../errors/infra-error.js";
import type { ResolvedConfig } from "../config/resolved.js";
import { revealedPgVariables, withoutOtherServers } from "../postgres/pg-variables.js";
import type { ClientCommand } from "../runtime/runtime.js";
import type { ServiceName } from "../services/service.js";
import { findProgram } from "../system/find-program.js";
import { runChild } from "../system/run-child.js";
import { openEnvironment, type OperationOptions } from "./stages/environment.js";
import { requireRunning, type Running } from "./stages/require-running.js";
import type { ChildOptions, RunReport } from "./run.js";

export interface ClientOptions extends OperationOptions, ChildOptions {
  service: ServiceName;
  /** Passed to the client unchanged. */
  args: readonly string[];
}

/**
 * Opens the client of the service, connected: the one on PATH, otherwise that of the runtime.
 *
 * @throws InfraError SERVICES_NOT_RUNNING, USAGE when there is no client (says what to install)
 */
export async function client(options: ClientOptions): Promise<RunReport> {
  const environment = await openEnvironment(options);
  const running = await requireRunning(environment);
  const { command, args, env } =
    (await clientOnPath(options, environment.config, running)) ??
    (await running.runtime.client(options.service)) ??
    noClient(options.service);
  const exitCode = await runChild({
    command,
    args: [...args, ...options.args],
    env: { ...withoutOtherServers(options.env), ...env },
    cwd: options.cwd ?? options.projectDir,
    stdio: options.stdio ?? "inherit",
    ...(options.onChild && { onChild: options.onChild }),
  });
  return { exitCode };
}

const PROGRAMS: Readonly<Record<ServiceName, readonly string[]>> = {
  postgres: ["psql"],
  redis: ["redis-cli", "valkey-cli"],
};

async function clientOnPath(
  { service, env }: ClientOptions,
  config: ResolvedConfig,
  { reached }: Running,
): Promise<ClientCommand | undefined> {
  const program = await findProgram(PROGRAMS[service], env.PATH ?? "");
  if (program === undefined) return undefined;
  const { host, port } = reached[service];
  if (service === "redis") return { command: program, args: ["-h", host, "-p", String(port)], env: {} };
  return { command: program, args: [], env: revealedPgVariables({ ...config.postgres, host, port }) };
}

function noClient(service: ServiceName): never {
  const [program, install] =
    service === "postgres"
      ? ["psql", "Debian and Ubuntu: sudo apt-get install postgresql-client; macOS: brew install libpq"]
      : ["redis-cli", "Debian and Ubuntu: sudo apt-get install redis-tools; macOS: brew install redis"];
  throw new InfraError("USAGE", `${program} is not installed (not found on PATH)`, {
    hint: `Install it. ${install}`,
  });
}
