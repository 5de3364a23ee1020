/** What an engine reports about an image. */
export interface ImageConfig {
  Config?: { Env?: readonly string[] | null; Volumes?: Readonly<Record<string, object>> | null } | null;
}

/** Where an image of PostgreSQL keeps its data. */
export interface PostgresLayout {
  /** Where the volume is mounted. */
  mountPath: string;
  /** PGDATA; lies on the mount path or below it. */
  dataDirectory: string;
  /** Absent for an image that does not declare it. */
  majorVersion?: number;
}

/** Up to 17 the volume is PGDATA itself; from 18 on PGDATA is a folder of the major version below it. */
const FIRST_MAJOR_WITH_FOLDER = 18;

/** Reads the layout off an image: its PGDATA, and the VOLUME in which that lies. */
export function postgresLayout(image: ImageConfig, tag: string): PostgresLayout {
  const variables = new Map(
    (image.Config?.Env ?? []).map((line) => {
      const at = line.indexOf("=");
      return [line.slice(0, at), line.slice(at + 1)];
    }),
  );
  const majorVersion = majorOf(variables.get("PG_MAJOR")) ?? majorVersionOfTag(tag);
  const byVersion = defaultLayout(majorVersion ?? FIRST_MAJOR_WITH_FOLDER);
  const dataDirectory = variables.get("PGDATA") ?? byVersion.dataDirectory;
  const declared = Object.keys(image.Config?.Volumes ?? {}).find((volume) => contains(volume, dataDirectory));
  const usual = contains(byVersion.mountPath, dataDirectory) ? byVersion.mountPath : dataDirectory;
  return {
    mountPath: declared ?? usual,
    dataDirectory,
    ...(majorVersion !== undefined && { majorVersion }),
  };
}

/** The major version that the name of an image promises: `postgres:18.0-alpine`, `pgvector/pgvector:0.8.1-pg18`. */
export function majorVersionOfTag(image: string): number | undefined {
  const tag = /:([^:/@]+)(?:@|$)/.exec(image)?.[1] ?? "";
  const marked = /(?:^|[.-])pg(\d{1,2})(?!\d)/.exec(tag)?.[1];
  const leading = /^(\d{1,2})(?:[.-]|$)/.exec(tag)?.[1];
  const major = majorOf(marked ?? leading);
  // Smaller numbers are the version of something else that is in the image.
  return major !== undefined && major >= OLDEST_MAJOR ? major : undefined;
}

const OLDEST_MAJOR = 9;

export function contains(folder: string, path: string): boolean {
  return path === folder || path.startsWith(folder.endsWith("/") ? folder : `${folder}/`);
}

function defaultLayout(majorVersion: number): Pick<PostgresLayout, "mountPath" | "dataDirectory"> {
  return majorVersion >= FIRST_MAJOR_WITH_FOLDER
    ? { mountPath: "/var/lib/postgresql", dataDirectory: `/var/lib/postgresql/${majorVersion}/docker` }
    : { mountPath: "/var/lib/postgresql/data", dataDirectory: "/var/lib/postgresql/data" };
}

function majorOf(text: string | undefined): number | undefined {
  const major = Number.parseInt(text ?? "", 10);
  return Number.isNaN(major) ? undefined : major;
}
