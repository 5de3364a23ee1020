import type { ResolvedConfig } from "../../config/resolved.js";
import type { ConnectionDescriptor } from "../../connection/descriptor.js";
import { connectionFile, writeEnvFile } from "../../connection/env-file.js";
import { connectionVariables, type ConnectionVariables } from "../../connection/variables.js";
import type { ReachableService } from "../../readiness/probe-endpoint.js";
import type { ServiceName } from "../../services/service.js";
import type { Migrated } from "./migrate-ready.js";

/** An environment that an application can use. */
export interface Connected extends Migrated {
  connection: ConnectionDescriptor;
}

/** Describes the connection and writes it to the connection file. */
export async function publishConnection(migrated: Migrated): Promise<Connected> {
  const { config, reached } = migrated;
  const { connection, variables, generatedAtName } = connectionContent(config, reached);
  await writeEnvFile(connectionFile(config), variables, generatedAtName);
  return { ...migrated, connection };
}

type Addresses = Readonly<Record<ServiceName, Pick<ReachableService, "host" | "port" | "hostNote">>>;

/** The content of the connection file. */
export function connectionContent(
  config: ResolvedConfig,
  reached: Addresses,
): { connection: ConnectionDescriptor; variables: ConnectionVariables; generatedAtName: string } {
  const connection = describeConnection(config, reached);
  const variables = connectionVariables(config, connection, new Date().toISOString());
  return { connection, variables, generatedAtName: `${config.variablePrefix}ENV_GENERATED_AT` };
}

export function describeConnection(config: ResolvedConfig, reached: Addresses): ConnectionDescriptor {
  const { postgres, redis } = reached;
  const hostNote = postgres.hostNote ?? redis.hostNote;
  return {
    dbHost: postgres.host,
    dbPort: postgres.port,
    dbName: config.postgres.database,
    dbUser: config.postgres.user,
    dbPassword: config.postgres.password,
    redisHost: redis.host,
    redisPort: redis.port,
    ...(hostNote !== undefined && { hostNote }),
  };
}
