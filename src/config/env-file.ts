import { readFileSync } from "node:fs";
import { messageOf } from "../errors/message.js";
import { parseEntries, type EnvEntry } from "./env-entries.js";
import { expand, type Expansion } from "./expand.js";
import type { Findings } from "./problems.js";
import { fileProblem, type Project } from "./project.js";

/** The project's `.env`. */
export interface EnvFile {
  /** The variable's value with references expanded, and the line it stands on; `undefined` when it is not there. */
  read(name: string): { expansion: Expansion; line: number } | undefined;
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
  const text = project.entries.has(".env") ? readText(project, findings) : undefined;
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

interface Scope {
  name: string;
  entries: ReadonlyMap<string, EnvEntry>;
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
