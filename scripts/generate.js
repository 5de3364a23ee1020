// Writes the files that follow from the source, or with --check fails when one of them is stale.
// To add a file: one more entry in GENERATED.
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import * as prettier from "prettier";
import { loadModule } from "./load-module.js";

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
  {
    file: "CONTRIBUTING.md",
    from: "scripts/levels.js",
    content: ({ LEVELS }, text) =>
      text.replace(
        /(<!-- levels -->\n)[^]*(<!-- end of levels -->)/,
        (_, begin, end) => begin + layout(LEVELS) + end,
      ),
  },
];

const check = process.argv.includes("--check");
const stale = [];
for (const { file, from, content } of GENERATED) {
  const path = join(root, file);
  const wanted = await format(path, content(await loadModule(root, from), read(path)));
  if (wanted === read(path)) continue;
  stale.push(file);
  if (!check) writeFileSync(path, wanted);
}
for (const file of stale) {
  if (check) console.error(`ERROR: ${file} does not match its source. Run: npm run generate`);
  else console.log(`wrote ${file}`);
}
if (check && stale.length > 0) process.exitCode = 1;

/** A code block with a line for each level. */
function layout(levels) {
  const lines = levels
    .flatMap((level) => Object.entries(level))
    .map(([name, holds]) => `    ${`src/${name}`.padEnd(18)} ${holds}`);
  return `\n${lines.join("\n")}\n\n`;
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
