import { spawn } from "node:child_process";
import { once } from "node:events";
import type { PostgresConfig } from "../../config/resolved.js";
import { setLoginSql } from "../../services/postgres-login.js";
import { InfraError } from "../../errors/infra-error.js";
import type { NativeLayout } from "./layout.js";
import type { PostgresBinaries } from "./postgres-binaries.js";
import { serverEnvironment } from "./server-environment.js";
import type { Disguise } from "./server-identity.js";
import { withStreams } from "../../system/shortage.js";

/**
 * Gives the configured user the configured password while the server is stopped, through PostgreSQL's single-user mode:
 * the owner of the data folder needs no password there, so nobody has to remember the old one.
 */
export async function repairLogin(options: {
  login: PostgresConfig;
  layout: NativeLayout;
  disguise: Disguise;
  binaries: PostgresBinaries;
}): Promise<void> {
  const { login, layout, binaries } = options;
  const quiet = [
    "log_statement=none",
    "log_min_error_statement=panic",
    "logging_collector=off",
    "log_destination=stderr",
  ];
  const { command, args } = options.disguise.wrapNamed(binaries.postgres, [
    "--single",
    "-D",
    layout.dataDir,
    ...quiet.flatMap((setting) => ["-c", setting]),
    "postgres",
  ]);
  const child = withStreams(
    spawn(command, args, {
      cwd: layout.dataDir,
      env: serverEnvironment(binaries.env),
      // Out of reach of a Ctrl-C in the terminal: this is short, and half of it helps nobody.
      detached: true,
      timeout: TIMEOUT_MS,
      killSignal: "SIGKILL",
      stdio: ["pipe", "ignore", "pipe"],
    }),
  );
  let messages = "";
  child.stderr.setEncoding("utf8").on("data", (chunk: string) => (messages += chunk));
  // One that gives up before it has read says why in its messages.
  child.stdin.on("error", () => undefined);
  child.stdin.end(`${setLoginSql(login)}\n`);
  const [code] = (await once(child, "close")) as [number | null];
  // Single-user mode ends with 0 also after an error in a statement.
  const failure = /^.*(?:ERROR|FATAL|PANIC): .*$/m.exec(messages)?.[0];
  if (code !== 0 || failure !== undefined) {
    const why = failure ?? (messages.trim() || `no end within ${TIMEOUT_MS / 1000}s`);
    throw new InfraError("NOT_HEALTHY", `PostgreSQL could not set the login of ${login.user}: ${why}`, {
      hint: "See what it lacks: infra doctor, infra logs postgres",
    });
  }
}

/** The server was stopped before, so there is no log to recover from; a loaded machine is slow. */
const TIMEOUT_MS = 60_000;
