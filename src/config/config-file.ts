import { messageOf } from "../errors/message.js";
import { FileProblem } from "./file-problem.js";
import { parseJson } from "./parse-json.js";
import { addProblems, type Findings } from "./problems.js";
import type { Exported } from "./import-config.js";
import { readProjectFile, requireReadable, type Project } from "./project.js";
import { requireUtf8 } from "./require-text.js";
import { isObject } from "./setting-keys.js";

/** Names of a config file in the project. At most one may exist. */
const CONFIG_FILE_NAMES = ["infra.config.ts", "infra.config.mjs", "infra.config.json"] as const;

/** The config file as it was read, not yet checked. */
export interface LoadedConfigFile {
  /** Name in the project folder. */
  name: string;
  path: string;
  /** Absent if the file could not be read; the problem has been reported. */
  content?: Record<string, unknown>;
}

/** Reads the project's config file, if it has one. */
export async function readConfigFile(
  { project, signal }: { project: Project; signal?: AbortSignal | undefined },
  findings: Findings,
): Promise<LoadedConfigFile | undefined> {
  const [name, ...others] = CONFIG_FILE_NAMES.filter((candidate) => project.entries.has(candidate));
  if (name === undefined) return undefined;
  const file: LoadedConfigFile = { name, path: project.path(name) };
  if (others.length > 0) {
    const key = [name, ...others].join(" and ");
    findings.problems.push({ key, message: "both exist; keep one of them", source: project.directory });
    return file;
  }
  try {
    const { content, faults } = await load({ project, name, signal });
    file.content = requireObject(content, name);
    const problems = faults.map(({ key, message }) => ({ key, message, source: name }));
    addProblems(findings, problems);
    findings.cause = faults.find(({ cause }) => cause !== undefined)?.cause;
  } catch (error) {
    signal?.throwIfAborted();
    const message = error instanceof FileProblem ? error.message : `cannot be read: ${messageOf(error)}`;
    findings.problems.push({ key: name, message, source: file.path });
    if (!(error instanceof FileProblem)) findings.cause = error;
  }
  return file;
}

interface Loading {
  project: Project;
  name: string;
  signal: AbortSignal | undefined;
}

async function load({ project, name, signal }: Loading): Promise<Exported> {
  if (name.endsWith(".json"))
    return { content: parseJson(requireUtf8(readProjectFile(project, name))), faults: [] };
  requireReadable(project, name);
  const { importConfig } = await import("./import-config.js");
  return importConfig({ path: project.path(name), project, signal });
}

function requireObject(content: unknown, name: string): Record<string, unknown> {
  if (isObject(content)) return content;
  throw new FileProblem(
    name.endsWith(".json")
      ? "must hold an object"
      : "must have a default export that is an object or a function returning one",
  );
}
