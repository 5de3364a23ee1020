import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { extname } from "node:path";
import { messageOf } from "../errors/message.js";
import { findJsonMistake } from "./json-position.js";
import type { Findings } from "./problems.js";
import { fileProblem, type Project } from "./project.js";
import { isObject } from "./setting-keys.js";

/** Where a config file may lie in the project. At most one of them. */
export const CONFIG_FILE_NAMES = ["infra.config.ts", "infra.config.mjs", "infra.config.json"] as const;

/** The config file as it was read, not yet checked. */
export interface LoadedConfigFile {
  /** Name in the project folder. */
  name: string;
  path: string;
  /** Absent when the file could not be read; the problem has been told. */
  content?: Record<string, unknown>;
}

/** Reads the project's config file, if it has one. */
export async function readConfigFile(
  project: Project,
  { problems }: Findings,
): Promise<LoadedConfigFile | undefined> {
  const [name, ...others] = CONFIG_FILE_NAMES.filter((candidate) => project.entries.has(candidate));
  if (name === undefined) return undefined;
  const file: LoadedConfigFile = { name, path: project.path(name) };
  if (others.length > 0) {
    const key = [name, ...others].join(" and ");
    problems.push({ key, message: "are both there; keep one of them", source: project.directory });
    return file;
  }
  try {
    file.content = await readContent(project, name);
  } catch (error) {
    const message = error instanceof FileProblem ? error.message : `cannot be read: ${messageOf(error)}`;
    problems.push({ key: name, message, source: file.path });
  }
  return file;
}

/** Its message goes on after the file's name. */
class FileProblem extends Error {}

async function readContent(project: Project, name: string): Promise<Record<string, unknown>> {
  const problem = fileProblem(project, name);
  if (problem !== undefined) throw new FileProblem(problem);
  const content = await load(project.path(name), project);
  if (isObject(content)) return content;
  throw new FileProblem(
    name.endsWith(".json")
      ? "must hold an object"
      : "must have a default export that is an object or a function returning one",
  );
}

async function load(path: string, project: Project): Promise<unknown> {
  if (extname(path) === ".json") return parseJson(readFileSync(path, "utf8"));
  const { importConfig } = await import("./import-config.js");
  // A file that was changed is imported anew; the same file is not. Its time would not do: two changes may share one.
  const version = createHash("sha256").update(readFileSync(path)).digest("hex").slice(0, 16);
  const exported = await importConfig({ path, version, project });
  return typeof exported === "function" ? ((await exported()) as unknown) : exported;
}

function parseJson(text: string): unknown {
  const content = text.replace(/^\ufeff/, "");
  try {
    return JSON.parse(content);
  } catch (cause) {
    const { line, column, message } = findJsonMistake(content);
    throw new FileProblem(`is not valid JSON at line ${line}, column ${column}: ${message}`, { cause });
  }
}
