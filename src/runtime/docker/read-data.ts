import { join } from "node:path/posix";
import { canonicalVariable } from "../../config/variables.js";
import type { ResolvedConfig } from "../../config/resolved.js";
import { InfraError } from "../../errors/infra-error.js";
import { ownLabels } from "../../containers/labels.js";
import { removeContainer } from "../../engine/stop-container.js";
import type { EngineClient } from "../../engine/client.js";
import type { PostgresLayout } from "../../containers/postgres-layout.js";
import { readContainerFile } from "../../engine/read-container-file.js";
import { infra } from "../../system/own-command.js";

/** PostgreSQL data found on a volume. */
export interface FoundData {
  /** Relative to the volume: `.`, `data`, `18/docker`. */
  folder: string;
  majorVersion: number;
}

/** Looks into the configured volume through a container that is made for it and never started. */
export async function readData(
  client: EngineClient,
  config: ResolvedConfig,
  layout: PostgresLayout,
): Promise<FoundData[]> {
  const { Id } = await client.json<{ Id: string }>({
    method: "POST",
    path: "/containers/create",
    body: {
      Image: config.postgres.image,
      Labels: ownLabels(config),
      HostConfig: {
        NetworkMode: "none",
        Mounts: [{ Type: "volume", Source: config.postgres.volume, Target: layout.mountPath }],
      },
    },
  });
  try {
    return await findData(client, Id, layout);
  } finally {
    await removeContainer(client, Id);
  }
}

/** The same through a container that has the volume mounted, running or not. */
export async function findData(
  client: EngineClient,
  containerId: string,
  layout: PostgresLayout,
): Promise<FoundData[]> {
  const found = await Promise.all(
    possibleFolders(layout).map(async (folder) => {
      const text = await readContainerFile(client, containerId, join(layout.mountPath, folder, "PG_VERSION"));
      return text === undefined ? undefined : { folder, majorVersion: Number.parseInt(text, 10) };
    }),
  );
  return found.filter((data) => data !== undefined);
}

/**
 * An error for data that the server of the image would refuse, or would not find and then create an empty cluster.
 * `undefined` when there is none or it is where and what the image expects.
 */
export function incompatibleData(
  found: readonly FoundData[],
  { config, layout }: { config: ResolvedConfig; layout: PostgresLayout },
): InfraError | undefined {
  const expected = dataFolder(layout);
  const [data] = found.toSorted((a, b) => Number(b.folder === expected) - Number(a.folder === expected));
  if (data === undefined) return undefined;
  const { image, volume } = config.postgres;
  const major = layout.majorVersion;
  const sameVersion = major === undefined || data.majorVersion === major;
  if (sameVersion && data.folder === expected) return undefined;
  const wrong = sameVersion
    ? `is in ${data.folder}, but ${image} expects it in ${expected}`
    : `is from PostgreSQL ${data.majorVersion}, but ${image} is PostgreSQL ${major}`;
  return new InfraError("DATA_INCOMPATIBLE", `Data in volume ${volume} ${wrong}`, {
    hint:
      `Keep the data: ${canonicalVariable("postgres.image", config.name)}=postgres:${data.majorVersion}-alpine ${infra("up")}, dump it (pg_dumpall), ` +
      `then load the dump after a reset. Or delete it: ${infra("reset")} && ${infra("up")}`,
    details: { volume, found: data, expected: { folder: expected, majorVersion: major } },
  });
}

/** Folders of the volume in which the layouts of all times and of this image keep a cluster. */
function possibleFolders(layout: PostgresLayout): string[] {
  const majors = [18, 19, 20].map((major) => `${major}/docker`);
  return [...new Set([".", "data", ...majors, dataFolder(layout)])];
}

function dataFolder({ mountPath, dataDirectory }: PostgresLayout): string {
  return dataDirectory === mountPath ? "." : dataDirectory.slice(mountPath.length + 1);
}
