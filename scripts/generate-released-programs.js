// Writes the hashes of the PostgreSQL packages that package.json pins, for every platform, from npm's archives. Run it after
// a change of those versions: npm run generate:programs
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import * as prettier from "prettier";
import { loadModule } from "./load-module.js";

const FILE = "src/runtime/native/programs/released-programs.ts";
const root = dirname(dirname(fileURLToPath(import.meta.url)));
const { optionalDependencies } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const { packages } = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8"));
const { postgresTree } = await loadModule(root, "src/runtime/native/programs/postgres-tree.ts");
const { hashPrograms } = await loadModule(root, "src/runtime/native/programs/hash-package.ts");

const released = {};
for (const [name, version] of Object.entries(optionalDependencies)) {
  const { integrity } = packages[`node_modules/${name}`];
  released[name] = { version, integrity, hashes: await hashArchive(name, version, integrity) };
  console.log(`${name} ${version}: ${Object.keys(released[name].hashes).length} hashes`);
}
const text = `import type { ReleasedPackage } from "./program-hashes.js";

/** Written by \`npm run generate:programs\` from npm's archives. */
export const RELEASED_PROGRAMS: Readonly<Record<string, ReleasedPackage>> = ${JSON.stringify(released)};
`;
const options = await prettier.resolveConfig(join(root, FILE));
writeFileSync(join(root, FILE), await prettier.format(text, { ...options, filepath: FILE }));

/** The archive has to be the one of the lock file. */
async function hashArchive(name, version, integrity) {
  const folder = mkdtempSync(join(tmpdir(), "infra-programs-"));
  try {
    const output = execFileSync(
      "npm",
      ["pack", `${name}@${version}`, "--json", "--pack-destination", folder],
      {
        cwd: folder,
        encoding: "utf8",
      },
    );
    const [packed] = JSON.parse(output);
    if (packed.integrity !== integrity)
      throw new Error(`${name}: npm's archive is ${packed.integrity}, the lock file says ${integrity}`);
    mkdirSync(join(folder, "unpacked"));
    const archive = join(folder, packed.filename.replace("@", "").replace("/", "-"));
    execFileSync("tar", ["-xzf", archive, "-C", join(folder, "unpacked"), "--strip-components=1"]);
    return await hashPrograms(postgresTree(join(folder, "unpacked")));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
