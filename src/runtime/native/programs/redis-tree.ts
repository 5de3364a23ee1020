import { statSync } from "node:fs";
import { basename, dirname } from "node:path";
import { runProgram } from "../../../system/run-program.js";
import type { RedisServer } from "../redis-binary/redis-server.js";
import { serverEnvironment } from "../server-environment.js";
import { isOpenToAll } from "./open-to-all.js";
import { isTreeOpenToAll, readTreeFile, readTree, type ProgramTree } from "./program-tree.js";

const TRACE_TIMEOUT_MS = 10_000;

/**
 * What has to be copied of a server so that every user can run it, as `bin` and `lib`; `undefined` when every user can run
 * it where it is.
 */
export async function redisTree(server: RedisServer, signal: AbortSignal): Promise<ProgramTree | undefined> {
  const libraries = server.env["LD_LIBRARY_PATH"];
  if (libraries !== undefined) {
    // An entry of the cache: nothing else is in it.
    const tree = readTree(dirname(libraries), ["bin", "lib"]);
    return isTreeOpenToAll(tree) ? undefined : tree;
  }
  return isOpenToAll(server.executable) ? undefined : singleProgram(server, signal);
}

async function singleProgram(server: RedisServer, signal: AbortSignal): Promise<ProgramTree> {
  const libraries = await closedLibraries(server, signal);
  const paths = [[`bin/${basename(server.path)}`, server.executable], ...libraries] as const;
  return {
    root: server.executable,
    files: new Map(paths.map(([name = "", path = ""]) => [name, readTreeFile(path)])),
    folders: new Map(paths.map(([name = "", path = ""]) => [dirname(name), statSync(dirname(path))])),
    links: new Map(),
  };
}

/** Libraries that the dynamic linker finds for a program where not every user can read them. musl's linker does not list them. */
async function closedLibraries({ path }: RedisServer, signal: AbortSignal): Promise<[string, string][]> {
  const result = await runProgram({
    command: path,
    // Where the variable means nothing, the server prints its version.
    args: ["--version"],
    env: serverEnvironment({}, { LD_TRACE_LOADED_OBJECTS: "1", LD_LIBRARY_PATH: "" }),
    timeoutMs: TRACE_TIMEOUT_MS,
    signal,
  });
  const lines = [...result.stdout.matchAll(/^\s*([^\s/]+) => (\/.+) \(0x[0-9a-f]+\)$/gm)];
  return lines
    .map(([, name = "", library = ""]): [string, string] => [`lib/${name}`, library])
    .filter(([, library]) => !isOpenToAll(library));
}
