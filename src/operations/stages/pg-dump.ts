import { InfraError } from "../../errors/infra-error.js";
import type { InfraContext } from "../../events.js";
import { revealedPgVariables, withoutPgEnvironment } from "../../postgres/pg-variables.js";
import type { Runtime } from "../../runtime/runtime.js";
import { findPrograms } from "../../system/find-program.js";
import { runProgram, type ProgramResult } from "../../system/run-program.js";
import { infra } from "../../system/own-command.js";
import { addressOf, type Database } from "./database.js";

/** The database to dump, and where a program for it may be. */
export interface PgDumpTarget {
  database: Database;
  runtime: Runtime;
  serverMajor: number;
  /** The process environment, for PATH and locale. */
  env: NodeJS.ProcessEnv;
  context: InfraContext;
}

/**
 * The output of pg_dump: that of the runtime if it has one, otherwise one on PATH that is not older than the server.
 *
 * @throws InfraError USAGE when there is none (says what to install), NOT_HEALTHY when it fails
 */
export async function pgDump(target: PgDumpTarget, args: readonly string[]): Promise<string> {
  const deadline = AbortSignal.timeout(DUMP_TIMEOUT_MS);
  const signal = AbortSignal.any([target.context.signal, deadline]);
  try {
    const login = addressOf(target.database);
    const result =
      (await target.runtime.pgDump({ login, args, signal })) ?? (await runOnPath(target, args, signal));
    if (result.exitCode === 0) return result.stdout;
    throw notDumped(result.stderr.trim() || result.ending);
  } catch (cause) {
    if (deadline.aborted) throw notDumped(`pg_dump did not finish within ${DUMP_TIMEOUT_MS / 1000}s`, cause);
    throw cause;
  }
}

function notDumped(why: string, cause?: unknown): InfraError {
  const hint = `Check its state: ${infra("status")}`;
  return new InfraError("NOT_HEALTHY", `PostgreSQL could not be dumped: ${why}`, { hint, cause });
}

const DUMP_TIMEOUT_MS = 300_000;

async function runOnPath(
  target: PgDumpTarget,
  args: readonly string[],
  signal: AbortSignal,
): Promise<ProgramResult> {
  const { database, env } = target;
  return runProgram({
    command: await programOnPath(target, signal),
    args,
    env: { ...withoutPgEnvironment(env), ...revealedPgVariables(addressOf(database)) },
    keepAll: true,
    timeoutMs: 2 * DUMP_TIMEOUT_MS, // the signal comes first
    signal,
  });
}

/** pg_dump refuses a server newer than itself. */
async function programOnPath({ env, serverMajor }: PgDumpTarget, signal: AbortSignal): Promise<string> {
  const seen: string[] = [];
  for (const command of await findPrograms("pg_dump", env.PATH ?? "")) {
    const { stdout } = await runProgram({ command, args: ["--version"], env, timeoutMs: 10_000, signal });
    const version = /\(PostgreSQL\) (\d+)[^\s]*/.exec(stdout);
    if (Number(version?.[1]) >= serverMajor) return command;
    seen.push(`${command} is of version ${version?.[0].slice("(PostgreSQL) ".length) ?? "unknown"}`);
  }
  const found = seen.length === 0 ? "none was found on PATH" : seen.join("; ");
  throw new InfraError(
    "USAGE",
    `There is no pg_dump for PostgreSQL ${serverMajor}: ${found}, and the native server does not include one`,
    {
      hint:
        `Install it. Debian and Ubuntu: postgresql-client-${serverMajor} (if your release does not have it, PostgreSQL's ` +
        `apt repository does); macOS: brew install postgresql@${serverMajor}.\n` +
        `Or use a container engine, whose image includes it: ${infra("up", "--runtime", "docker")}`,
      details: { serverMajor, found: seen },
    },
  );
}
