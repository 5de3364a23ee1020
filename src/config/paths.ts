import { dirname, join, resolve } from "node:path";
import type { ConfigProblem } from "./problems.js";
import { leadsOut, liesIn, type Project } from "./project.js";
import type { MergedSettings } from "./rules.js";

/** The paths among the settings, absolute. */
export interface ResolvedPaths {
  migrationsDirectory: string;
  schemaFile: string;
  seedsDirectory: string;
  envFile: string;
  redisBinary?: string;
}

/** Resolves paths against the project. Files that infra manages must be inside the project. */
export function resolvePaths(
  project: Project,
  { values, sources }: MergedSettings,
): { paths: ResolvedPaths; problems: ConfigProblem[] } {
  const problems: ConfigProblem[] = [];
  const inside = (key: PathKey, value: string) => {
    const path = resolve(project.directory, value);
    const problem = outsideProblem(project, path, key);
    if (problem !== undefined) {
      problems.push({ key, message: problem, value, source: sources[key]?.where ?? key });
    }
    return path;
  };
  const { "redis.binary": binary, "migrations.schemaFile": schemaFile } = values;
  const migrationsDirectory = inside("migrations.directory", values["migrations.directory"]);
  const paths = {
    migrationsDirectory,
    schemaFile:
      schemaFile === undefined
        ? join(dirname(migrationsDirectory), "schema.sql")
        : inside("migrations.schemaFile", schemaFile),
    seedsDirectory: inside("seeds.directory", values["seeds.directory"]),
    envFile: inside("connection.envFile", values["connection.envFile"]),
    // A server binary is only run, often that of the system: it can be anywhere.
    ...(binary === undefined ? {} : { redisBinary: resolve(project.directory, binary) }),
  };
  return { paths, problems };
}

type PathKey = "migrations.directory" | "migrations.schemaFile" | "seeds.directory" | "connection.envFile";

/** Files that are replaced, never written through: only the way to them counts. */
const REPLACED: readonly PathKey[] = ["migrations.schemaFile", "connection.envFile"];

function outsideProblem(project: Project, path: string, key: PathKey): string | undefined {
  if (path === project.directory) return "must not be the project folder itself";
  if (!liesIn(project.directory, path)) return "must be inside the project";
  const way = REPLACED.includes(key) ? dirname(path) : path;
  return leadsOut(project, way) ? "must not leave the checkout through a symbolic link" : undefined;
}
