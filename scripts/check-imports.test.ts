import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";

const script = fileURLToPath(new URL("check-imports.js", import.meta.url));

test("imports that go down the levels pass", () => {
  const { status, stderr } = check({
    "errors/infra-error.ts": `export class InfraError extends Error {}`,
    "system/wait.ts": `import { InfraError } from "../errors/infra-error.js";\nthrow new InfraError();`,
    "operations/up.ts": `import { wait } from "../system/wait.js";`,
  });
  expect(stderr).toBe("");
  expect(status).toBe(0);
});

test.each([
  ["static", `import { up } from "../operations/up.js";`],
  ["over several lines", `import {\n  up,\n  type Up,\n} from "../operations/up.js";`],
  ["re-exported", `export * from "../operations/up.js";`],
  ["for its side effect", `import "../operations/up.js";`],
  ["dynamic", `export const load = () => import("../operations/up.js");`],
  ["of a type", `import type { Up } from "../operations/up.js";`],
  ["of a type, inline", `export type Up = typeof import("../operations/up.js");`],
  ["after a regular expression", 'const quote = /[`"]/;\nvoid import("../operations/up.js");'],
])("an import that goes up is caught: %s", (_, source) => {
  const { status, stderr } = check({
    "config/resolve.ts": `// one\n${source}`,
    "operations/up.ts": "export {};",
  });
  expect(stderr).toMatch(
    /^src\/config\/resolve\.ts:[23]: must not import src\/operations\/up\.ts: operations stands above/,
  );
  expect(status).toBe(1);
});

test("the folders inside migrations have levels of their own, for types too", () => {
  const { status, stderr } = check({
    "migrations/index.ts": `export { migrate } from "./commands/migrate.js";`,
    "migrations/commands/migrate.ts": `import "../sql/scanner.js";\nexport const migrate = 1;`,
    "migrations/sql/scanner.ts": `import type { Entry } from "../ledger/entry.js";`,
    "migrations/ledger/entry.ts": `export interface Entry {}\nimport "../new/thing.js";`,
    "migrations/new/thing.ts": "export {};",
  });
  expect(stderr.split("\n").filter((line) => line.startsWith("src/"))).toEqual([
    `src/migrations/ledger/entry.ts:2: must not import src/migrations/new/thing.ts: "migrations/new" has no level`,
    "src/migrations/sql/scanner.ts:1: must not import src/migrations/ledger/entry.ts: ledger stands above sql",
  ]);
  expect(status).toBe(1);
});

test("siblings may share types, nothing else", () => {
  const files = { "readiness/state.ts": "export type State = 1;" };
  const type = `import type { State } from "../readiness/state.js";`;
  const value = `import { type State, x } from "../readiness/state.js";`;
  expect(check({ ...files, "runtime/runtime.ts": type }).status).toBe(0);
  expect(check({ ...files, "runtime/runtime.ts": value }).stderr).toContain("stands beside runtime");
});

test("one runtime does not know another, and what they share knows both", () => {
  const { stderr } = check({
    "runtime/native/start.ts": `import { pull } from "../docker/pull.js";`,
    "runtime/docker/pull.ts": "export const pull = 1;",
    "runtime/choose.ts": `import { pull } from "./docker/pull.js";`,
  });
  expect(stderr.split("\n")[0]).toMatch(/^src\/runtime\/native\/start\.ts:1: .*one runtime does not know/);
  expect(stderr).not.toContain("choose.ts");
});

test("a circle is caught, unless it is one of types only", () => {
  expect(circle("import").stderr).toContain(
    "Import cycle: src/system/a.ts → src/system/b.ts → src/system/c.ts → src/system/a.ts",
  );
  expect(circle("import type").status).toBe(0);
});

test("a circle between folders is caught at every depth, also where no two files use each other", () => {
  const { status, stderr } = check({
    "migrations/sql/lexer.ts": `import { place } from "../failure/place.js";`,
    "migrations/failure/place.ts": "export const place = 1;",
    "migrations/failure/error.ts": `import { scan } from "../sql/scan.js";`,
    "migrations/sql/scan.ts": "export const scan = 1;",
    "migrations/run.ts": `import { scan } from "./sql/scan.js";`,
  });
  expect(stderr).toContain(
    "Cycle between folders: src/migrations/failure → src/migrations/sql → src/migrations/failure",
  );
  expect(stderr).toContain("src/migrations/sql/lexer.ts → migrations/failure/place.ts");
  expect(status).toBe(1);
});

test("only the command line touches the process; nobody ends it", () => {
  const source = `export function end() {\n  console.log(process.argv);\n  process.exitCode = 1;\n}`;
  expect(check({ "cli/main.ts": source }).status).toBe(0);
  const { stderr } = check({ "system/end.ts": source });
  expect(stderr).toContain("src/system/end.ts:2: uses console; only src/cli may use it");
  expect(stderr).toContain("src/system/end.ts:2: uses process.argv");
  expect(stderr).toContain("src/system/end.ts:3: uses process.exitCode");
  expect(check({ "cli/main.ts": "process.exit(1);" }).stderr).toContain("nobody may use it");
});

test("only a few files start programs by themselves, and only the command line reads the environment", () => {
  const source = `import { spawn } from "node:child_process";\nspawn("ps", [], { env: process.env });`;
  const { stderr } = check({ "runtime/native/ask.ts": source, "system/run-program.ts": source });
  const [bySystem, byRuntime] = ["system/run-program", "runtime/native/ask"].map((name) =>
    stderr.split("\n").filter((line) => line.startsWith(`src/${name}`)),
  );
  expect(bySystem).toEqual([expect.stringContaining("run-program.ts:2: uses process.env; only src/cli")]);
  expect(byRuntime).toEqual([
    expect.stringContaining("ask.ts:2: uses process.env"),
    expect.stringContaining("ask.ts:1: uses node:child_process; only src/system/run-program.ts"),
    expect.stringContaining("ask.ts:2: uses node:child_process"),
  ]);
});

test.each([
  ["a function that writes", `import { readFile, rm } from "node:fs/promises";`, "rm"],
  ["one under another name", `import { writeFileSync as put } from "fs";`, "writeFileSync"],
  ["all of it", `import fs from "node:fs";`, "all"],
  ["all of it, dynamically", `export const fs = () => import("node:fs/promises");`, "all"],
])("files are written past the module that follows no link: %s", (_, source, name) => {
  expect(check({ "system/files.ts": source }).status).toBe(0);
  const { stderr, status } = check({ "state/record.ts": `// one\n${source}` });
  expect(stderr).toMatch(/^src\/state\/record\.ts:2: uses /);
  expect(stderr).toContain(`uses ${name} of node:fs; use src/system/files.ts`);
  expect(status).toBe(1);
});

test("reading is no writing, and an exception that nothing needs is named", () => {
  const reading = `import { lstat, readFileSync, type Stats } from "node:fs";\nimport type { FileHandle } from "node:fs/promises";`;
  expect(check({ "state/record.ts": reading }).stderr).toBe("");
  expect(check({ "migrations/files/new-migration.ts": reading }).stderr).toContain(
    "writes no files any more",
  );
});

test("words in comments and strings are not code", () => {
  const { status, stderr } = check({
    "system/words.ts": [
      `// import { up } from "../operations/up.js"; console.log(process.argv)`,
      `/** see import("../operations/up.js") */`,
      `export const advice = "never process.exit(1), never console.log // or so";`,
    ].join("\n"),
  });
  expect(stderr).toBe("");
  expect(status).toBe(0);
});

test("tests may use what they like, and a folder without a level is named", () => {
  expect(check({ "errors/x.test.ts": `import "../operations/up.js";` }).status).toBe(0);
  expect(check({ "helpers/x.ts": "export {};" }).stderr).toContain(`"helpers" has no level yet`);
});

function circle(keyword: "import" | "import type") {
  return check({
    "system/a.ts": `import { b } from "./b.js";`,
    "system/b.ts": `import { c } from "./c.js";`,
    "system/c.ts": `${keyword} { a } from "./a.js";`,
  });
}

/** Runs the script over a source folder made of these files. */
function check(files: Record<string, string>) {
  const folder = mkdtempSync(join(tmpdir(), "check-imports-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), `${text}\n`);
  }
  return run(folder);
}

function run(folder: string) {
  return spawnSync(process.execPath, [script, folder], { encoding: "utf8" });
}
