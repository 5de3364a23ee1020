// Random commands on a few environments at once, killed and struck at random moments, for as long as wanted:
// `npm run fuzz -- --minutes N --runtime native|docker [--seed S] [--environments N] [--keep]`
import { parseArgs } from "node:util";

const { values: options } = parseArgs({
  options: {
    minutes: { type: "string", default: "1" },
    runtime: { type: "string", default: "native" },
    seed: { type: "string", default: String(Math.floor(Math.random() * 1_000_000)) },
    environments: { type: "string", default: "3" },
    keep: { type: "boolean", default: false },
  },
});

// Before anything is loaded that asks for it.
process.env["INFRA_TEST_RUNTIME"] = options.runtime;
const { default: setUp } = await import("../support/global-setup.js");
const { fuzz } = await import("./fuzz.js");

const interrupt = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => interrupt.abort());

await setUp();
const isClean = await fuzz({
  seed: options.seed,
  minutes: Number(options.minutes),
  environments: Number(options.environments),
  keep: options.keep,
  signal: interrupt.signal,
});
process.exitCode = interrupt.signal.aborted ? 130 : isClean ? 0 : 1;
