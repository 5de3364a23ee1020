// Builds dist/: the library as plain modules with types (tsc) and the command line as one fast-starting bundle (esbuild).
import { execFileSync } from "node:child_process";
import { readFileSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const packageJson = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));

// Beside the last build, and put in its place when all is done: a failed build leaves the last one standing.
const output = join(root, "dist.new");
rmSync(output, { recursive: true, force: true });
execFileSync(
  process.execPath,
  [
    join(root, "node_modules/typescript/bin/tsc"),
    "-p",
    join(root, "tsconfig.build.json"),
    "--outDir",
    output,
  ],
  {
    stdio: "inherit",
  },
);
await build({
  absWorkingDir: root,
  entryPoints: { main: "src/cli/main.ts" },
  outdir: join(output, "bundle"),
  bundle: true,
  // One file: two dozen small ones cost more to find and link than one large one costs to read. What a command does not
  // use is still not evaluated, because esbuild keeps lazy imports lazy inside a file.
  minifySyntax: true,
  minifyWhitespace: true,
  platform: "node",
  format: "esm",
  target: "node20.19",
  // The "main" of jsonc-parser is UMD, whose inner modules esbuild cannot find.
  mainFields: ["module", "main"],
  // jiti finds its own transformer beside itself at run time.
  external: ["jiti"],
  define: { INFRA_VERSION: JSON.stringify(packageJson.version) },
  banner: {
    js: 'import { createRequire as infraCreateRequire } from "node:module"; const require = infraCreateRequire(import.meta.url);',
  },
  logLevel: "warning",
});
rmSync(join(root, "dist"), { recursive: true, force: true });
renameSync(output, join(root, "dist"));
