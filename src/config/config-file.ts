import { messageOf } from "../errors/message.js";
import { CONFIG_FILE_NAME, configFilesIn, SUPPORTED_NAMES } from "./config-file-names.js";
import { FileProblem } from "./file-problem.js";
import { addProblems, type Findings } from "./problems.js";
import type { Exported } from "./import-config.js";
import { readProjectFile, requireReadable, type Project } from "./project.js";
import { requireUtf8 } from "./require-text.js";
import { isObject } from "./setting-keys.js";

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
  const found = configFilesIn(project.entries);
  const supported = found.filter((name) => CONFIG_FILE_NAME.test(name));
  const unsupported = found.filter((name) => !supported.includes(name));
  for (const name of unsupported) {
    const message = `is not supported; rename or remove it (supported: ${SUPPORTED_NAMES})`;
    findings.problems.push({ key: name, message, source: project.path(name) });
  }
  const name = supported[0] ?? unsupported[0];
  if (name === undefined) return undefined;
  const file: LoadedConfigFile = { name, path: project.path(name) };
  if (supported.length === 0) return file;
  if (supported.length > 1) {
    const key = supported.join(" and ");
    const message = `${supported.length === 2 ? "both " : ""}exist; keep one of them`;
    findings.problems.push({ key, message, source: project.directory });
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
  if (name.endsWith(".json")) {
    const text = requireUtf8(readProjectFile(project, name));
    const { parseJson } = await import("./parse-json.js");
    return { content: parseJson(text), faults: [] };
  }
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
