// Checks what no linter rule says: which folder of src/ may use which, that nothing goes in circles, and that only the
// command line touches the process (docs/decisions has the why). Usage: node scripts/check-imports.js [source folder]
import { readFileSync, readdirSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { LEVELS } from "./levels.js";
import { blank, TOKENS } from "./source-tokens.js";

/** Folders inside a folder of src/, lowest first; files next to them stand on top. Types count too. */
const INNER_LEVELS = {
  migrations: ["model", "files", "sql", "ledger", "run", "seeds", "lint", "commands"],
};

/** Types that may be used against the direction, each with its reason. */
const TYPES_ALLOWED_UPWARDS = [
  // Events name the service they speak of, and the names of the services are nothing but words.
  { from: "events", to: "services" },
];

/** What only some folders and files may touch; `within` empty: none. */
const RESERVED = [
  { pattern: /\bprocess\s*\.\s*exit\b/g, what: "process.exit", within: [] },
  { pattern: /\bprocess\s*\.\s*exitCode\b/g, what: "process.exitCode", within: ["cli"] },
  { pattern: /\bprocess\s*\.\s*argv\b/g, what: "process.argv", within: ["cli"] },
  { pattern: /\bprocess\s*\.\s*(?:stdout|stderr)\b/g, what: "process.stdout/stderr", within: ["cli"] },
  { pattern: /(?<![.\w])console\s*\./g, what: "console", within: ["cli"] },
  // src/postgres hides the PG* variables from its client library while that reads them.
  { pattern: /\bprocess\s*\.\s*env\b/g, what: "process.env", within: ["cli", "postgres"] },
  {
    pattern: /(?<![.\w`])(?:spawn|execFile|fork)(?:Sync)?\b/g,
    what: "node:child_process",
    within: [
      "system/run-program.ts", // to its end, for all others
      "system/run-child.ts", // in the user's terminal
      "runtime/native/server-process.ts", // servers, which outlive the command
      "config/config-process.ts", // ended as soon as it has answered
      "engine/ssh-agent.ts", // a connection as long as it is needed
    ],
  },
];

/** Of `node:fs`, what neither writes nor removes anything; `promises` and the default import count as all of it. */
const READING =
  /^(?:access|constants|exists|lstat|opendir|readFile|readdir|readlink|realpath|stat|statfs)(?:Sync)?$/;

/**
 * Who may write and remove files by other means than src/system/files.ts, which follows no link. Folders and files of src/,
 * each with its reason.
 */
const WRITERS = {
  "system/": "the means themselves",
  "config/config-program.ts": "answers through a pipe",
  "migrations/files/new-migration.ts":
    "makes a file of the user's, in a folder that the configuration checked",
  "runtime/native/programs/postgres-binaries.ts":
    "makes the links that the installed package lacks, in the package",
  "runtime/native/ownership.ts": "changes owner and mode of what it has just made, of a link the link itself",
  "runtime/native/machine-folder.ts": "changes the mode of a folder of root's that it has just made",
  "runtime/native/private-folder.ts": "makes a folder in /tmp, where it trusts nothing that exists",
  "runtime/native/server-home.ts": "copies data to another file system, links as links",
  "runtime/native/remove-owned.ts": "removes a folder that it has just emptied",
  "runtime/native/programs/program-copy.ts": "fills a folder that it has just made for itself",
  "runtime/native/programs/shared-programs.ts":
    "changes the mode of a folder of root's that it has just made",
  "runtime/native/redis-binary/apt-download.ts": "fills a folder that was just made for this process",
  "runtime/native/redis-binary/unpack-packages.ts": "fills a folder that was just made for this process",
};

main(resolve(process.argv[2] ?? join(dirname(fileURLToPath(import.meta.url)), "..", "src")));

function main(sourceDir) {
  const modules = readModules(sourceDir);
  const problems = [
    ...modules.flatMap((module) => [
      ...directionProblems(module),
      ...reservedProblems(module),
      ...writerProblems(module),
    ]),
    ...cycleProblems(modules),
    ...folderCycleProblems(modules),
  ];
  for (const problem of problems) console.error(problem);
  if (problems.length === 0) console.log(`Imports are in order (${modules.length} files).`);
  else console.error(`\n${problems.length} problem(s). The levels are listed in scripts/levels.js.`);
  process.exitCode = problems.length === 0 ? 0 : 1;
}

function readModules(sourceDir) {
  const files = readdirSync(sourceDir, { recursive: true, encoding: "utf8" })
    .map((file) => file.split(sep).join("/"))
    .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts") && !file.endsWith(".d.ts"))
    .toSorted();
  return files.map((file) => {
    const text = withoutComments(readFileSync(join(sourceDir, file), "utf8"));
    return { file, text, imports: importsOf({ sourceDir, file, text }) };
  });
}

/** Every relative import of a file: static, re-export, side effect, dynamic and in types. */
function importsOf({ sourceDir, file, text }) {
  const forms = [
    { pattern: /^(?:import|export)\s+(type\b(?!\s*,|\s+from\b))?[^;"']*?\bfrom\s*["'](\.[^"']*)["']/gm },
    { pattern: /^import\s*()["'](\.[^"']*)["']/gm },
    { pattern: /(\btypeof\s+)?\bimport\s*\(\s*["'](\.[^"']*)["']/g },
  ];
  return forms.flatMap(({ pattern }) =>
    [...text.matchAll(pattern)].map((match) => ({
      target: moduleName({ sourceDir, file, specifier: match[2] }),
      typeOnly: Boolean(match[1]),
      line: lineAt(text, match.index),
    })),
  );
}

/** Path of the imported file below the source folder, as in {@link readModules}. */
function moduleName({ sourceDir, file, specifier }) {
  const absolute = resolve(sourceDir, dirname(file), specifier).replace(/\.js$/, ".ts");
  return relative(sourceDir, absolute).split(sep).join("/");
}

function directionProblems({ file, imports }) {
  const from = folderOf(file);
  if (levelOf(from) === -1) {
    return [`src/${file}: "${from}" has no level yet; give it one in scripts/levels.js`];
  }
  return imports
    .filter(({ target }) => !target.startsWith("../"))
    .flatMap((used) => {
      const reason = whyNot({ file, from, used });
      return reason ? [`src/${file}:${used.line}: must not import src/${used.target}: ${reason}`] : [];
    });
}

function whyNot({ file, from, used }) {
  const to = folderOf(used.target);
  const otherRuntime = runtimeOf(used.target);
  if (from === to) {
    if (runtimeOf(file) && otherRuntime && runtimeOf(file) !== otherRuntime) {
      return "one runtime does not know another";
    }
    return whyNotInside({ folder: from, file, target: used.target });
  }
  if (levelOf(to) === -1) return `"${to}" has no level`;
  if (levelOf(to) < levelOf(from)) return undefined;
  if (used.typeOnly && TYPES_ALLOWED_UPWARDS.some((rule) => rule.from === from && rule.to === to)) {
    return undefined;
  }
  if (levelOf(to) > levelOf(from)) return `${to} stands above ${from}`;
  return used.typeOnly ? undefined : `${to} stands beside ${from}; only \`import type\` is allowed there`;
}

function whyNotInside({ folder, file, target }) {
  const levels = INNER_LEVELS[folder];
  if (levels === undefined) return undefined;
  const [from, to] = [file, target].map((path) => innerFolderOf(path));
  const [fromLevel, toLevel] = [from, to].map((inner) =>
    inner === undefined ? levels.length : levels.indexOf(inner),
  );
  if (fromLevel === -1) return `"${folder}/${from}" has no level`;
  if (toLevel === -1) return `"${folder}/${to}" has no level`;
  return toLevel > fromLevel ? `${to ?? target} stands above ${from}` : undefined;
}

/** `migrations/sql/failure/place.ts` → `sql`; `migrations/index.ts`: undefined. */
function innerFolderOf(file) {
  const parts = file.split("/");
  return parts.length > 2 ? parts[1] : undefined;
}

function reservedProblems({ file, text }) {
  const code = withoutStrings(text);
  return RESERVED.filter(({ within }) => !within.includes(folderOf(file)) && !within.includes(file)).flatMap(
    ({ pattern, what, within }) =>
      [...code.matchAll(pattern)].map(({ index }) => {
        const who =
          within.length === 0 ? "nobody may use it" : `only src/${within.join(", src/")} may use it`;
        return `src/${file}:${lineAt(code, index)}: uses ${what}; ${who}`;
      }),
  );
}

/** Files of infra's own that are written or removed past the one module which follows no link. */
function writerProblems({ file, text }) {
  const used = writingImports(text);
  const exception = Object.keys(WRITERS).find(
    (place) => place === file || (place.endsWith("/") && file.startsWith(place)),
  );
  if (exception === file && used.length === 0) {
    return [`src/${file}: writes no files any more; take it off WRITERS in scripts/check-imports.js`];
  }
  if (exception !== undefined) return [];
  return used.map(
    ({ name, line }) =>
      `src/${file}:${line}: uses ${name} of node:fs; use src/system/files.ts, which follows no link`,
  );
}

function writingImports(text) {
  const forms = [
    /^import\s+(?!type\b)([^;"']*?)\bfrom\s*["'](?:node:)?fs(?:\/promises)?["']/gm,
    /\b(?:import|require)\s*\(\s*["'](?:node:)?fs(?:\/promises)?["']\s*\)/g,
  ];
  return forms.flatMap((pattern) =>
    [...text.matchAll(pattern)].flatMap((match) =>
      namesIn(match[1]).map((name) => ({ name, line: lineAt(text, match.index) })),
    ),
  );
}

/** `{ open, type Stats, readFile as read }` → `open`. */
function namesIn(clause) {
  const names = /^\s*\{([^}]*)\}\s*$/.exec(clause ?? "")?.[1];
  if (names === undefined) return ["all"];
  return names
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "" && !name.startsWith("type "))
    .map((name) => name.replace(/\s+as\s+.*$/s, ""))
    .filter((name) => !READING.test(name));
}

/** Circles through imports that exist at run time, each reported once. */
function cycleProblems(modules) {
  const uses = new Map(
    modules.map(({ file, imports }) => [file, imports.filter((i) => !i.typeOnly).map((i) => i.target)]),
  );
  const finished = new Set();
  const problems = [];
  const visit = (file, path) => {
    if (path.includes(file)) {
      const circle = [...path.slice(path.indexOf(file)), file];
      problems.push(`Import cycle: ${circle.map((name) => `src/${name}`).join(" → ")}`);
      return;
    }
    if (finished.has(file)) return;
    for (const next of uses.get(file) ?? []) visit(next, [...path, file]);
    finished.add(file);
  };
  for (const { file } of modules) visit(file, []);
  return problems;
}

/**
 * Circles between folders, at every depth: the files and folders that lie in one folder use each other in one direction only.
 * Circles between two files are told above.
 */
function folderCycleProblems(modules) {
  const edges = new Map();
  for (const { file, imports } of modules) {
    for (const { target, typeOnly } of imports) {
      if (typeOnly) continue;
      const [from, to] = partingOf(file, target);
      if (from !== to) edges.set(from, new Map(edges.get(from)).set(to, `${file} → ${target}`));
    }
  }
  const problems = [];
  const finished = new Set();
  const visit = (node, path) => {
    if (path.includes(node)) {
      const circle = [...path.slice(path.indexOf(node)), node];
      if (!circle.some((name) => !name.endsWith(".ts"))) return;
      const why = circle.slice(1).map((name, index) => `  src/${edges.get(circle[index]).get(name)}`);
      problems.push(
        [`Cycle between folders: ${circle.map((name) => `src/${name}`).join(" → ")}`, ...why].join("\n"),
      );
      return;
    }
    if (finished.has(node)) return;
    for (const next of edges.get(node)?.keys() ?? []) visit(next, [...path, node]);
    finished.add(node);
  };
  for (const node of edges.keys()) visit(node, []);
  return problems;
}

/** Where the paths of two files part: `a/b/c.ts`, `a/d.ts` → `a/b`, `a/d.ts`. */
function partingOf(file, other) {
  const [from, to] = [file.split("/"), other.split("/")];
  const depth = from.findIndex((part, index) => part !== to[index]);
  return [from, to].map((parts) => parts.slice(0, depth + 1).join("/"));
}

/** `config/schema.ts` → `config`; `index.ts` → `index`. */
function folderOf(file) {
  return file.includes("/") ? file.slice(0, file.indexOf("/")) : file.replace(/\.ts$/, "");
}

/** `runtime/native/start.ts` → `native`; anything else: undefined. */
function runtimeOf(file) {
  return /^runtime\/([^/]+)\//.exec(file)?.[1];
}

function levelOf(folder) {
  return LEVELS.findIndex((level) => Object.hasOwn(level, folder));
}

function lineAt(text, index) {
  return text.slice(0, index).split("\n").length;
}

function withoutComments(source) {
  return source.replace(TOKENS, (token) => (/^\/[/*]/.test(token) ? blank(token) : token));
}

/** Leaves template literals alone: what stands in `${}` is code. */
function withoutStrings(source) {
  return source.replace(TOKENS, (token) => (token.startsWith("`") ? token : blank(token)));
}
