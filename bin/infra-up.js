#!/usr/bin/env node
import module from "node:module";
module.enableCompileCache?.();
const { main } = await import("../dist/bundle/main.js");
await main(["up", ...process.argv.slice(2)]);
