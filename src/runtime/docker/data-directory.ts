import type { PostgresConfig } from "../../config/resolved.js";
import { InfraError } from "../../errors/infra-error.js";
import type { ContainerDetails } from "../../engine/api.js";
import { contains } from "../../containers/postgres-layout.js";

/**
 * Makes sure that the server writes to our volume: data outside of it would be lost with the container.
 *
 * @throws InfraError DATA_INCOMPATIBLE when it does not
 */
export function requireDataOnVolume(
  container: ContainerDetails,
  { directory, login }: { directory: string; login: PostgresConfig },
): void {
  const mount = container.Mounts?.find(({ Type, Name }) => Type === "volume" && Name === login.volume);
  if (mount !== undefined && contains(mount.Destination, directory)) return;
  const where = mount === undefined ? "is not mounted" : `is mounted at ${mount.Destination}`;
  throw new InfraError(
    "DATA_INCOMPATIBLE",
    `Data would be lost: PostgreSQL of ${login.image} writes to ${directory}, and volume ${login.volume} ${where}`,
    { hint: "Use an image whose data is where its VOLUME and PGDATA say", details: { directory } },
  );
}
