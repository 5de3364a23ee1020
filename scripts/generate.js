// Writes the files that follow from the source, or with --check fails when one of them is stale.
// To add a file: one more entry in GENERATED.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";
import * as prettier from "prettier";

const root = dirname(dirname(fileURLToPath(import.meta.url)));

const GENERATED = [
  {
    file: "infra.config.schema.json",
    from: "src/config/json-schema.ts",
    content: (module) => JSON.stringify(module.configJsonSchema()),
  },
  {
    file: "docs/commands.md",
    from: "src/cli/command-reference.ts",
    content: (module) => module.commandReference(),
  },
];

const check = process.argv.includes("--check");
const stale = [];
for (const { file, from, content } of GENERATED) {
  const path = join(root, file);
  const wanted = await format(path, content(await load(from)));
  if (wanted === read(path)) continue;
  stale.push(file);
  if (!check) writeFileSync(path, wanted);
}
for (const file of stale) {
  if (check) console.error(`ERROR: ${file} does not match its source. Run: npm run generate`);
  else console.log(`wrote ${file}`);
}
if (check && stale.length > 0) process.exitCode = 1;

/** Imports a TypeScript module without a build: from a bundle that is gone again afterwards. */
async function load(entryPoint) {
  const folder = mkdtempSync(join(tmpdir(), "infra-generate-"));
  try {
    const outfile = join(folder, "module.mjs");
    await build({
      absWorkingDir: root,
      entryPoints: [entryPoint],
      bundle: true,
      outfile,
      platform: "node",
      format: "esm",
      target: "node20.19",
      // Away from the package, neither its package.json nor what CommonJS code requires is found.
      define: { INFRA_VERSION: JSON.stringify("0.0.0") },
      banner: {
        js: `import { createRequire as requireFrom } from "node:module"; const require = requireFrom(${JSON.stringify(root + "/")});`,
      },
      logLevel: "warning",
    });
    return await import(pathToFileURL(outfile).href);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function format(path, text) {
  const options = await prettier.resolveConfig(path);
  return prettier.format(text, { ...options, filepath: path });
}

function read(path) {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (error.code === "ENOENT") return undefined;
    throw error;
  }
}
