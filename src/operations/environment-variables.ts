import { connectionVariables, type ConnectionVariables } from "../connection/variables.js";
import { configuredDatabase } from "./stages/database.js";
import { describeConnection } from "./stages/publish-connection.js";
import { openEnvironment, type OperationOptions } from "./stages/environment.js";
import { requireRunning } from "./stages/require-running.js";

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
  const connection = describeConnection(configuredDatabase(config, reached.postgres), reached);
  return {
    name: config.name,
    envFile: config.connection.envFile,
    variables: connectionVariables(config, connection, new Date().toISOString()),
  };
}
