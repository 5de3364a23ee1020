import { access, constants, realpath, stat } from "node:fs/promises";
import { basename } from "node:path";
import { runProgram, type ProgramResult } from "../../../system/run-program.js";
import { serverEnvironment } from "../server-environment.js";
import type { RedisSearch, RedisServer } from "./redis-server.js";

export interface BinaryToInspect {
  path: string;
  /** Variables that the program needs. */
  variables?: Readonly<Record<string, string>>;
  origin: string;
}

export type Inspection =
  | { usable: true; server: RedisServer }
  /** `absent`: there is nothing this user could execute; a shell would look further along PATH. */
  | { usable: false; absent: boolean; reason: string };

const VERSION_TIMEOUT_MS = 10_000;

/** Whether a program is a Redis or Valkey server that runs here: asks it for its version, in the environment of a server. Never starts a server. */
export async function inspectBinary(
  { path, variables = {}, origin }: BinaryToInspect,
  { env, context }: Pick<RedisSearch, "env" | "context">,
): Promise<Inspection> {
  const refusal = await whyNotExecutable(path);
  if (refusal !== undefined) return { usable: false, absent: true, reason: refusal };
  const result = await runProgram({
    command: path,
    args: ["--version"],
    env: serverEnvironment(env, variables),
    timeoutMs: VERSION_TIMEOUT_MS,
    signal: context.signal,
  });
  if (result.exitCode !== 0) return { usable: false, absent: false, reason: failureOf(result) };
  const executable = await realpath(path);
  const parsed = parseVersion(result.stdout, basename(executable));
  if (parsed !== undefined) {
    return { usable: true, server: { path, executable, env: variables, ...parsed, origin } };
  }
  return { usable: false, absent: false, reason: `answers --version with "${firstLine(result.stdout)}"` };
}

/**
 * Reads what `--version` prints: `Redis server v=7.0.15 sha=…`, `Valkey server v=8.1.1 sha=…`, and the first Valkey
 * releases' `Server v=7.2.5 sha=…`, where only the name of the program shows which one it is.
 */
export function parseVersion(
  output: string,
  programName: string,
): Pick<RedisServer, "version" | "flavour"> | undefined {
  const match = /^(?:(redis|valkey) )?server v=(\d+\.\d+\.\d+\S*)/im.exec(output);
  if (match?.[2] === undefined) return undefined;
  const name = match[1] ?? programName;
  return { version: match[2], flavour: /valkey/i.test(name) ? "valkey" : "redis" };
}

async function whyNotExecutable(path: string): Promise<string | undefined> {
  try {
    if (!(await stat(path)).isFile()) return "is not a file";
    await access(path, constants.X_OK);
    return undefined;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return "does not exist";
    return code === "EACCES" ? "is not executable for this user" : `cannot be read: ${message}`;
  }
}

/** The dynamic linker prints one line per missing symbol version; the first says it all. */
function failureOf(result: ProgramResult): string {
  const evidence = firstLine(result.stderr);
  return `does not run here: ${result.ending}${evidence === "" ? "" : `, ${evidence}`}`;
}

function firstLine(text: string): string {
  return (text.trim().split("\n")[0] ?? "").slice(0, 300);
}
