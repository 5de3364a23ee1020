import { connectionVariables, type ConnectionVariables } from "../connection/variables.js";
import { describeConnection } from "./connect.js";
import { openEnvironment } from "./environment.js";
import { requireRunning } from "./require-running.js";
import type { OperationOptions } from "./reports.js";

/**
 * The connection variables of a running environment, in the order of the connection file.
 *
 * @throws InfraError SERVICES_NOT_RUNNING
 */
export async function environmentVariables(
  options: OperationOptions,
): Promise<{ name: string; envFile: string; variables: ConnectionVariables }> {
  const environment = await openEnvironment(options);
  const { config } = environment;
  const { reached } = await requireRunning(environment);
  const connection = describeConnection(config, reached);
  return {
    name: config.name,
    envFile: config.connection.envFile,
    variables: connectionVariables(config, connection, new Date().toISOString()),
  };
}
