import { resolve } from "node:path";
import type { ConfigProblem } from "./problems.js";
import { leadsOut, liesIn, type Project } from "./project.js";
import type { MergedSettings } from "./rules.js";

/** The paths among the settings, absolute. */
export interface ResolvedPaths {
  migrationsDirectory: string;
  envFile: string;
  redisBinary?: string;
}

/** Resolves paths against the project. What infra reads as its own or writes must lie inside it. */
export function resolvePaths(
  project: Project,
  { values, sources }: MergedSettings,
): { paths: ResolvedPaths; problems: ConfigProblem[] } {
  const problems: ConfigProblem[] = [];
  const inside = (key: "migrations.directory" | "connection.envFile") => {
    const path = resolve(project.directory, values[key]);
    const problem = outsideProblem(project, path, key);
    if (problem !== undefined) {
      problems.push({ key, message: problem, value: values[key], source: sources[key]?.where ?? key });
    }
    return path;
  };
  const binary = values["redis.binary"];
  const paths = {
    migrationsDirectory: inside("migrations.directory"),
    envFile: inside("connection.envFile"),
    // A server binary is only run, and may well be the system's: it can lie anywhere.
    ...(binary === undefined ? {} : { redisBinary: resolve(project.directory, binary) }),
  };
  return { paths, problems };
}

function outsideProblem(project: Project, path: string, key: string): string | undefined {
  if (path === project.directory) return "must not be the project folder itself";
  if (!liesIn(project.directory, path)) return "must lie inside the project";
  // The env file itself is replaced, never written through, so only the way to it counts.
  const way = key === "connection.envFile" ? resolve(path, "..") : path;
  return leadsOut(project, way) ? "must not lead out of the checkout through a symbolic link" : undefined;
}
