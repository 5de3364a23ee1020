import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";

/** Imports a TypeScript module without a build: from a bundle that is gone again afterwards. */
export async function loadModule(root, entryPoint) {
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
