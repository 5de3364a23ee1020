import { expect, test } from "vitest";
import { callerOf, type CallerOptions } from "./caller-of.js";

const call: CallerOptions = { projectDir: "/home/shop", directories: [], flags: {}, env: {}, cwd: "/home" };

test("the folder is repeated as it was given; without -C the project is found again", () => {
  expect(callerOf(call).options).toEqual([]);
  expect(callerOf({ ...call, directories: ["a", "shop"] }).options).toEqual([
    ["-C", "a"],
    ["-C", "shop"],
  ]);
});

test("a script that runs in another folder than the user's shell: the project is named, as that shell sees it", () => {
  const inScript = { ...call, directories: ["shop"] };
  expect(callerOf({ ...inScript, env: { INIT_CWD: "/home/shop/src" } }).options).toEqual([
    ["-C", "/home/shop"],
  ]);
  expect(callerOf({ ...call, env: { INIT_CWD: "/" } }).options).toEqual([["-C", "home/shop"]]);
  expect(callerOf({ ...call, env: { INIT_CWD: "/home/shop" } }).options).toEqual([]);
  expect(callerOf({ ...call, env: { MAKEFLAGS: "w" } }).options).toEqual([["-C", "/home/shop"]]);
});

test("flags are repeated, and a name of the process environment becomes one", () => {
  const flags = { runtime: "native", pgPort: "5440", healthTimeoutMs: "9000" };
  expect(callerOf({ ...call, flags, env: { INFRA_NAME: "old" } }).options).toEqual([
    ["--name", "old"],
    ["--runtime", "native"],
    ["--pg-port", "5440"],
    ["--health-timeout-ms", "9000"],
  ]);
  const both = callerOf({ ...call, flags: { name: "new" }, env: { INFRA_NAME: "old" } });
  expect(both.options).toEqual([["--name", "new"]]);
  expect(callerOf({ ...call, env: { INFRA_NAME: "" } }).options).toEqual([]);
});
