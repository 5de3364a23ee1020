import type { PostgresConfig } from "../../config/resolved.js";
import { InfraError } from "../../errors/infra-error.js";
import { connectPostgres } from "../../services/postgres-connection.js";
import type { Endpoint } from "../runtime.js";
import type { ContainerDetails } from "./engine/api.js";
import { contains } from "../../containers/postgres-layout.js";

/**
 * Makes sure that the server writes to our volume: data beside it would be gone with the container.
 *
 * @throws InfraError DATA_INCOMPATIBLE when it does not
 */
export async function requireDataOnVolume(
  container: ContainerDetails,
  { endpoint, login }: { endpoint: Endpoint; login: PostgresConfig },
): Promise<void> {
  const directory = await readDataDirectory(endpoint, login);
  const mount = container.Mounts?.find(({ Type, Name }) => Type === "volume" && Name === login.volume);
  if (mount !== undefined && contains(mount.Destination, directory)) return;
  const where = mount === undefined ? "is not mounted" : `is mounted at ${mount.Destination}`;
  throw new InfraError(
    "DATA_INCOMPATIBLE",
    `Data would be lost: PostgreSQL of ${login.image} writes to ${directory}, and volume ${login.volume} ${where}`,
    { hint: "Use an image that keeps its data where its VOLUME and PGDATA say", details: { directory } },
  );
}

async function readDataDirectory(endpoint: Endpoint, login: PostgresConfig): Promise<string> {
  const { host, port } = endpoint;
  const connectTimeoutMs = 10_000;
  const sql = await connectPostgres({ host, port, login, applicationName: "infra", connectTimeoutMs });
  try {
    const rows = await sql<{ directory: string }[]>`select current_setting('data_directory') as directory`;
    return rows[0]?.directory ?? "";
  } finally {
    await sql.end({ timeout: 1 });
  }
}
