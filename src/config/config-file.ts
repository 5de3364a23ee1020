import { readFileSync, statSync } from "node:fs";
import { extname } from "node:path";
import { messageOf } from "../errors/message.js";
import { findJsonMistake } from "./json-position.js";
import type { Findings } from "./problems.js";
import { leadsOut, type Project } from "./project.js";
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
    const message = `are both there; keep one of them`;
    problems.push({ key: [name, ...others].join(" and "), message, source: project.directory });
    return file;
  }
  if (leadsOut(project, file.path)) {
    const message = "is a symbolic link that leads out of the checkout";
    problems.push({ key: name, message, source: file.path });
    return file;
  }
  const content = await load(file.path, project).catch((error: unknown) => new Unreadable(error));
  if (content instanceof Unreadable) {
    problems.push({ key: name, message: content.reason, source: file.path });
  } else if (isObject(content)) {
    file.content = content;
  } else {
    problems.push({ key: name, message: `must ${expectation(name)}`, source: file.path });
  }
  return file;
}

class Unreadable {
  readonly reason: string;

  constructor(error: unknown) {
    this.reason = error instanceof JsonError ? error.message : `cannot be read: ${messageOf(error)}`;
  }
}

class JsonError extends Error {}

function expectation(name: string): string {
  return name.endsWith(".json")
    ? "hold an object"
    : "have a default export that is an object or a function returning one";
}

async function load(path: string, project: Project): Promise<unknown> {
  if (extname(path) === ".json") return parseJson(readFileSync(path, "utf8"));
  const { importConfig } = await import("./import-config.js");
  // A file that was changed is imported anew; the same file is not.
  const exported = await importConfig({ path, version: statSync(path).mtimeMs, project });
  return typeof exported === "function" ? ((await exported()) as unknown) : exported;
}

function parseJson(text: string): unknown {
  const content = text.replace(/^\ufeff/, "");
  try {
    return JSON.parse(content);
  } catch (cause) {
    const { line, column, message } = findJsonMistake(content);
    throw new JsonError(`is not valid JSON at line ${line}, column ${column}: ${message}`, { cause });
  }
}
