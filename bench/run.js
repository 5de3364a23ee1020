// Whole processes side by side: `npm run bench [-- --rounds N] [--case NAME] [--json]`. See README.md.
import { cpus } from "node:os";
import { parseArgs } from "node:util";
import { compare } from "./compare.js";
import { composeCold } from "./cases/compose-cold.js";
import { composeNoop } from "./cases/compose-noop.js";
import { migrationsFirst, migrationsNothing } from "./cases/migrations.js";
import { nativeFirst } from "./cases/native-first.js";
import { nativeLater } from "./cases/native-later.js";
import { upWhenUp } from "./cases/up-when-up.js";
import { renderTable } from "./table.js";

const CASES = [
  upWhenUp,
  nativeFirst,
  nativeLater,
  composeCold,
  composeNoop,
  migrationsFirst,
  migrationsNothing,
];

const { values: options } = parseArgs({
  options: { rounds: { type: "string" }, case: { type: "string" }, json: { type: "boolean" } },
});

const interrupt = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"]) {
  process.once(signal, () => {
    interrupt.abort(new Error(`ended by ${signal}`));
    process.exitCode = 130;
  });
}

const chosen = CASES.filter(({ name }) => options.case === undefined || name === options.case);
if (chosen.length === 0) {
  throw new Error(`no case ${options.case}; there are ${CASES.map(({ name }) => name).join(", ")}`);
}

const results = [];
for (const benchmark of chosen) {
  process.stderr.write(`${benchmark.name} …\n`);
  const missing = await benchmark.missing?.();
  if (missing !== undefined) {
    process.stderr.write(`SKIPPED ${benchmark.name}: ${missing}\n`);
    results.push({ name: benchmark.name, skipped: missing });
    continue;
  }
  const rounds = Number(options.rounds ?? benchmark.rounds);
  results.push(await compare(benchmark, { rounds, signal: interrupt.signal }));
}

if (options.json) {
  const machine = {
    node: process.version,
    platform: process.platform,
    arch: process.arch,
    cpus: cpus().length,
  };
  console.log(JSON.stringify({ schema: "infra.bench/1", machine, results }, null, 2));
} else {
  console.log(renderTable(results));
}
