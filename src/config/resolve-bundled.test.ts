import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";

// The test runner replaces import() by its own, and runs no bundle: these tests see what Node itself does.

let root: string;
let projectDir: string;
beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), "infra-bundled-"));
  chmodSync(root, 0o755);
  await build({
    entryPoints: { resolve: "src/config/resolve.ts" },
    outdir: join(root, "bundle"),
    outExtension: { ".js": ".mjs" },
    bundle: true,
    splitting: true,
    platform: "node",
    format: "esm",
    external: ["jiti"],
    banner: {
      js: 'import { createRequire as createRequireHere } from "node:module"; const require = createRequireHere(import.meta.url);',
    },
  });
  const main = `import { resolveConfig } from "./resolve.mjs";
const outcome = await resolveConfig({ projectDir: process.argv[2], env: {} }).catch((error) => error.message);
console.log(JSON.stringify(outcome));`;
  writeFileSync(join(root, "bundle/main.mjs"), main);
});
afterAll(() => rmSync(root, { recursive: true, force: true }));
beforeEach(() => {
  projectDir = mkdtempSync(join(root, "project-"));
  chmodSync(projectDir, 0o755);
});

/** What a process of an ordinary user gets: the configuration, or the message of the error. */
function outcome(): unknown {
  const asOrdinaryUser = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
  const script = join(root, "bundle/main.mjs");
  const output = execFileSync(process.execPath, [script, projectDir], {
    ...asOrdinaryUser,
    encoding: "utf8",
  });
  return JSON.parse(output);
}

test("all sources are read", () => {
  writeFileSync(join(projectDir, "infra.config.mjs"), 'export default { name: "shop" }');
  writeFileSync(join(projectDir, ".env"), "SHOP_PG_PORT=4100");
  expect(outcome()).toMatchObject({ name: "shop", postgres: { port: 4100, password: "***" } });
});

test("a syntax error is told with its line", () => {
  writeFileSync(join(projectDir, "infra.config.mjs"), "export default {\n  a: 1\n  b: 2\n}");
  expect(outcome()).toContain("infra.config.mjs cannot be read: Unexpected identifier 'b' at line 3");
});

test("files that may not be read are told", () => {
  for (const name of [".env", "infra.config.json"]) {
    writeFileSync(join(projectDir, name), "{}");
    chmodSync(join(projectDir, name), 0);
  }
  expect(outcome()).toMatch(/infra\.config\.json cannot be read: EACCES[^]*\.env cannot be read \(EACCES\)/);
});

test("a folder that may not be read is told", () => {
  const closed = join(projectDir, "closed");
  mkdirSync(closed, { mode: 0 });
  projectDir = closed;
  expect(outcome()).toContain("closed cannot be read");
});
