import { InfraError } from "../../errors/infra-error.js";
import {
  SINGLE_USER_TIMEOUT_MS,
  type RunSingleUser,
  type SingleUserEnd,
} from "../../services/single-user.js";
import { runProgram } from "../../system/run-program.js";
import type { NativeLayout } from "./layout.js";
import { lendAll } from "./ownership.js";
import type { PostgresBinaries } from "./programs/postgres-binaries.js";
import { serverEnvironment } from "./server-environment.js";
import type { ServerHome } from "./server-home.js";
import type { CommandLine } from "./server-identity.js";
import { acquireFolderLock, acquireServerLock, type LockAttempt, type ServerLock } from "./server-lock.js";
import { infra } from "../../system/own-command.js";

/** Prepares for single-user mode while the server still runs: what is missing for it is found before the server is stopped. */
export async function singleUserRunner(options: {
  layout: NativeLayout;
  home: ServerHome;
  binaries: () => Promise<PostgresBinaries>;
  /** The process environment, for PATH. */
  env: NodeJS.ProcessEnv;
}): Promise<RunSingleUser> {
  const { dataDir, postgresLockFile } = options.layout;
  const binaries = await options.binaries();
  return async ({ args, input }) => {
    // May move the data, so it has to wait until the server has stopped.
    const disguise = await options.home.prepare();
    const named = await disguise.named();
    const commandLine = named.wrap(binaries.postgres, args);
    const locks: ServerLock[] = [];
    try {
      locks.push(...granted(await acquireServerLock(postgresLockFile, LOCK_TIMEOUT_MS)));
      locks.push(...granted(await acquireFolderLock(dataDir, LOCK_TIMEOUT_MS)));
      return await lendAll(dataDir, { from: disguise.identity, to: named }, () =>
        runWith(input, {
          commandLine,
          dataDir,
          env: serverEnvironment(options.env, binaries.env),
          locks,
        }),
      );
    } finally {
      for (const lock of locks) await lock.close();
    }
  };
}

/** As a server does, so that no other one starts on the data meanwhile. Empty where there are no such locks. */
function granted(attempt: LockAttempt): ServerLock[] {
  switch (attempt.kind) {
    case "acquired":
      return [attempt.lock];
    case "unsupported":
      return [];
    case "held":
      throw new InfraError("FOREIGN_OBJECT", "Another process uses the PostgreSQL data of this checkout", {
        hint: `Stop what runs on it in another container or namespace (${infra("down")} there), then run the command again`,
      });
  }
}

const LOCK_TIMEOUT_MS = 5_000;

async function runWith(
  input: string,
  run: {
    commandLine: CommandLine;
    dataDir: string;
    env: NodeJS.ProcessEnv;
    locks: readonly ServerLock[];
  },
): Promise<SingleUserEnd> {
  const { commandLine, dataDir, env, locks } = run;
  // Without a signal: the repair is short and must not end halfway.
  const { exitCode, ending, stdout, stderr } = await runProgram({
    ...commandLine,
    cwd: dataDir,
    env,
    input,
    files: locks.map(({ fd }) => fd),
    timeoutMs: SINGLE_USER_TIMEOUT_MS,
  });
  return { exitCode, ending, output: [stdout, stderr].flatMap((text) => text.split("\n")) };
}
