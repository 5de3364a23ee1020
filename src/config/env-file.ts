import { isUtf8 } from "node:buffer";
import { messageOf } from "../errors/message.js";
import { parseEntries, type EnvEntry, type EnvFault } from "./env-entries.js";
import { expand, type Expansion } from "./expand.js";
import { FileProblem } from "./file-problem.js";
import type { Findings } from "./problems.js";
import { readProjectFile, type Project } from "./project.js";
import { requireText } from "./require-text.js";

/** A variable of `.env`. */
interface EnvVariable {
  /** Its value with references expanded. */
  expansion: Expansion;
  line: number;
}

/** The project's `.env` as it is written. */
export interface EnvFileText {
  /** By name, references not expanded. */
  values: Readonly<Record<string, string>>;
  /** References are resolved in `env` first. The `ignored` variables count as not set. */
  resolve(env: NodeJS.ProcessEnv, ignored?: ReadonlySet<string>): EnvFile;
}

/** The variables of the project's `.env`. */
export interface EnvFile {
  /** `undefined` when it is not there. */
  read(name: string): EnvVariable | undefined;
}

/**
 * Reads `.env` without touching the process environment. References are resolved when a variable is asked for, from the
 * process environment first, then from this file in any order; one that leads back to itself is a problem of the
 * variable that was asked for. A line that cannot be read is a problem whatever it was to set: its variable is not known.
 */
export function readEnvFile(project: Project, findings: Findings): EnvFileText | undefined {
  const bytes = project.entries.has(".env") ? readBytes(project, findings) : undefined;
  if (bytes === undefined) return undefined;
  const { entries, faults } = parseEntries(bytes.toString());
  tellFaults(faults, findings);
  const isText = isUtf8(bytes);
  return {
    values: Object.fromEntries([...entries].map(([name, { value }]) => [name, value])),
    resolve: (env, ignored = new Set()) => {
      const used = new Map([...entries].filter(([name]) => !ignored.has(name)));
      return resolveEntries({ entries: used, env, known: new Map() }, isText);
    },
  };
}

function resolveEntries(scope: Scope, isText: boolean): EnvFile {
  return {
    read(name) {
      const entry = scope.entries.get(name);
      if (entry === undefined) return undefined;
      const expansion = expandEntry(name, scope, []);
      // Other programs' lines may be in another encoding.
      if (!isText && expansion.text.includes("\ufffd")) expansion.problem ??= "is not valid UTF-8 text";
      return { expansion, line: entry.line };
    },
  };
}

function readBytes(project: Project, { problems }: Findings): Buffer | undefined {
  try {
    return requireText(readProjectFile(project, ".env"));
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? messageOf(error);
    const message = error instanceof FileProblem ? error.message : `cannot be read (${code})`;
    problems.push({ key: ".env", message, source: project.path(".env") });
    return undefined;
  }
}

function tellFaults(faults: readonly EnvFault[], { problems }: Findings): void {
  for (const { line, message } of faults.slice(0, MAX_FAULTS))
    problems.push({ key: `.env line ${line}`, message, source: `.env:${line}` });
  const more = faults.length - MAX_FAULTS;
  if (more > 0) problems.push({ key: ".env", message: `has ${more} more lines like these`, source: ".env" });
}

/** A file of another kind has one a line. */
const MAX_FAULTS = 20;

interface Scope {
  entries: ReadonlyMap<string, EnvEntry>;
  env: NodeJS.ProcessEnv;
  /** Each is expanded once, however often it is referred to. */
  known: Map<string, Expansion>;
}

function expandEntry(name: string, scope: Scope, path: readonly string[]): Expansion {
  const { entries, env, known } = scope;
  const entry = entries.get(name);
  if (entry === undefined) return { text: "", unset: [] };
  const cut = entry.losesTail ? [`${name} (.env:${entry.line})`] : [];
  if (entry.literal) return { text: entry.value, unset: [], cut };
  const before = known.get(name);
  if (before !== undefined) return before;
  const way = [...path, name];
  if (way.length > MAX_CHAIN)
    return { text: "", unset: [], problem: `refers to more than ${MAX_CHAIN} variables in a row` };
  const expansion = expand(entry.value, (reference) => {
    const outside = env[reference];
    if (outside !== undefined && outside !== "") return { text: outside, unset: [] };
    if (!entries.has(reference)) return undefined;
    if (way.includes(reference)) {
      return { text: "", unset: [], problem: `refers to itself (${[...way, reference].join(" → ")})` };
    }
    return expandEntry(reference, scope, way);
  });
  expansion.cut = [...cut, ...(expansion.cut ?? [])];
  // A problem names the way to it, which is another one for each variable that is asked for.
  if (expansion.problem === undefined) known.set(name, expansion);
  return expansion;
}

const MAX_CHAIN = 100;
