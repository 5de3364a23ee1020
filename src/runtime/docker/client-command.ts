import { isatty } from "node:tty";
import type { ResolvedConfig } from "../../config/resolved.js";
import { databaseArgument } from "../../services/first-start.js";
import type { ServiceName } from "../../services/service.js";
import { findProgram } from "../../system/find-program.js";
import type { ClientCommand } from "../runtime.js";
import type { ContainerDetails } from "../../engine/api.js";
import type { Engine } from "../../engine/engine.js";
import { dockerVariables } from "../../engine/docker-variables.js";

/**
 * The service's client inside its container, through the docker program; `undefined` where that is not installed.
 *
 * @param env the process environment, for PATH
 */
export async function clientCommand(options: {
  config: ResolvedConfig;
  service: ServiceName;
  /** Named by its id: another checkout may have a container of the configured name. */
  container: Pick<ContainerDetails, "Id"> | undefined;
  engine: Pick<Engine, "address">;
  env: NodeJS.ProcessEnv;
}): Promise<ClientCommand | undefined> {
  const { config, service, container, engine, env } = options;
  if (container === undefined) return undefined;
  const docker = await findProgram(["docker"], env.PATH ?? "");
  if (docker === undefined) return undefined;
  const { args, secrets } = insideContainer(config, service);
  const terminal = isatty(0) && isatty(1) ? ["-t"] : [];
  // A variable that is named without a value is handed on from docker's own environment: nothing secret in arguments.
  const variables = Object.keys(secrets).flatMap((name) => ["-e", name]);
  return {
    command: docker,
    args: ["exec", "-i", ...terminal, ...variables, container.Id, ...args],
    env: { ...secrets, ...dockerVariables(engine.address) },
  };
}

function insideContainer(
  config: ResolvedConfig,
  service: ServiceName,
): { args: readonly string[]; secrets: Readonly<Record<string, string>> } {
  if (service === "redis") return { args: ["redis-cli"], secrets: {} };
  const { user, database, password } = config.postgres;
  return {
    args: ["psql", "-h", "127.0.0.1", "-U", user, "-d", databaseArgument(database)],
    secrets: { PGPASSWORD: password.reveal() },
  };
}
