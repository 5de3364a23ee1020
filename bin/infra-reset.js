#!/usr/bin/env node
import module from "node:module";
module.enableCompileCache?.();
const { main } = await import("../dist/bundle/main.js");
await main(["reset", ...process.argv.slice(2)]);
