import { pathInCheckout } from "../../config/project.js";
import type { ResolvedConfig } from "../../config/resolved.js";
import type { ConnectionDescriptor } from "../../connection/descriptor.js";
import { writeEnvFile } from "../../connection/env-file.js";
import { connectionVariables, type ConnectionVariables } from "../../connection/variables.js";
import type { ReachableService } from "../../readiness/probe-endpoint.js";
import type { ServiceName } from "../../services/service.js";
import type { Database } from "./database.js";
import type { Migrated } from "./migrate-ready.js";

/** An environment that an application can use. */
export interface Connected extends Migrated {
  connection: ConnectionDescriptor;
}

/** Describes the connection and writes it to the connection file. */
export async function publishConnection(migrated: Migrated): Promise<Connected> {
  const { ready, database } = migrated;
  const { config, reached } = ready;
  const { connection, variables, generatedAtName } = connectionContent(config, { database, reached });
  await writeEnvFile(pathInCheckout(config.projectDir, database.envFile), variables, generatedAtName);
  return { ...migrated, connection };
}

type Addresses = Readonly<Record<ServiceName, Pick<ReachableService, "host" | "port" | "hostNote">>>;

/** The content of the connection file. */
export function connectionContent(
  config: ResolvedConfig,
  { database, reached }: { database: Database; reached: Addresses },
): { connection: ConnectionDescriptor; variables: ConnectionVariables; generatedAtName: string } {
  const connection = describeConnection(database, reached);
  const variables = connectionVariables(config, connection, new Date().toISOString());
  return { connection, variables, generatedAtName: `${config.variablePrefix}ENV_GENERATED_AT` };
}

export function describeConnection(
  { name, login }: Database,
  { postgres, redis }: Addresses,
): ConnectionDescriptor {
  const hostNote = postgres.hostNote ?? redis.hostNote;
  return {
    dbHost: login.host,
    dbPort: login.port,
    dbName: name,
    dbUser: login.user,
    dbPassword: login.password,
    redisHost: redis.host,
    redisPort: redis.port,
    ...(hostNote !== undefined && { hostNote }),
  };
}
