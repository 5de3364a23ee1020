import { readFileSync } from "node:fs";
import { parse } from "dotenv";
import { messageOf } from "../errors/message.js";
import { expand, type Expansion } from "./expand.js";
import type { Findings } from "./problems.js";
import { fileProblem, type Project } from "./project.js";

/** The project's `.env`. */
export interface EnvFile {
  /** The variable's value with references expanded, and the line it stands on; `undefined` when it is not there. */
  read(name: string): { expansion: Expansion; line: number } | undefined;
}

interface Entry {
  value: string;
  line: number;
  /** In single quotes: `$` means nothing, as in a shell. */
  literal: boolean;
}

/**
 * Reads `.env` without touching the process environment. References are resolved when a variable is asked for, from the
 * process environment first, then from this file in any order; one that leads back to itself is a problem of the
 * variable that was asked for.
 */
export function readEnvFile(
  { project, env }: { project: Project; env: NodeJS.ProcessEnv },
  findings: Findings,
): EnvFile | undefined {
  const text = readText(project, findings);
  if (text === undefined) return undefined;
  const entries = parseEntries(text);
  return {
    read(name) {
      const entry = entries.get(name);
      return entry && { expansion: expandEntry({ name, entries, env }, []), line: entry.line };
    },
  };
}

function readText(project: Project, { problems }: Findings): string | undefined {
  try {
    const problem = fileProblem(project, ".env");
    if (problem === undefined) return readFileSync(project.path(".env"), "utf8");
    problems.push({ key: ".env", message: problem, source: project.path(".env") });
  } catch (error) {
    const message = `cannot be read (${(error as NodeJS.ErrnoException).code ?? messageOf(error)})`;
    problems.push({ key: ".env", message, source: project.path(".env") });
  }
  return undefined;
}

/** dotenv says what the values are; where and how they are quoted is found with the pattern it uses. */
function parseEntries(text: string): Map<string, Entry> {
  const values = parse(text);
  const normalized = text.replaceAll(/\r\n?/g, "\n");
  const entries = new Map<string, Entry>();
  for (const match of normalized.matchAll(ASSIGNMENT)) {
    const [, name = "", quoted = ""] = match;
    const value = values[name];
    if (value === undefined) continue;
    const start = match.index + match[0].search(/\S/);
    const line = normalized.slice(0, start).split("\n").length;
    entries.set(name, { value, line, literal: quoted.trim().startsWith("'") });
  }
  return entries;
}

/** The grammar of dotenv 17 (`LINE` in its lib/main.js). */
const ASSIGNMENT =
  /^\s*(?:export\s+)?([\w.-]+)(?:\s*=\s*?|:\s+?)(\s*'(?:\\'|[^'])*'|\s*"(?:\\"|[^"])*"|\s*`(?:\\`|[^`])*`|[^#\r\n]+)?\s*(?:#.*)?$/gm;

interface Scope {
  name: string;
  entries: ReadonlyMap<string, Entry>;
  env: NodeJS.ProcessEnv;
}

function expandEntry({ name, entries, env }: Scope, path: readonly string[]): Expansion {
  const entry = entries.get(name);
  if (entry === undefined) return { text: "", unset: [] };
  if (entry.literal) return { text: entry.value, unset: [] };
  return expand(entry.value, (reference) => {
    const outside = env[reference];
    if (outside !== undefined && outside !== "") return { text: outside, unset: [] };
    if (!entries.has(reference)) return undefined;
    const way = [...path, name];
    if (way.includes(reference)) {
      return { text: "", unset: [], problem: `refers to itself (${[...way, reference].join(" → ")})` };
    }
    return expandEntry({ name: reference, entries, env }, way);
  });
}
