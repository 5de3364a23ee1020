import type { PostgresConfig } from "../config/resolved.js";
import { InfraError } from "../errors/infra-error.js";
import { messageOf } from "../errors/message.js";
import type { InfraContext } from "../events.js";
import { createDatabase } from "../postgres/database.js";
import { repairLogin } from "../services/login-repair.js";
import { refusedLogin } from "../services/refused-login.js";
import type { RunSingleUser } from "../services/single-user.js";
import type { ServiceRuntime } from "./runtime.js";
import { infra } from "../system/own-command.js";

export interface LoginToReconcile {
  services: Pick<ServiceRuntime, "observe" | "stop" | "start">;
  login: PostgresConfig;
  /** Where the server listens. */
  host: string;
  dataDirectory: string;
  /** Called while the server still runs. */
  prepare(): Promise<RunSingleUser>;
}

/** What `PostgresHost.reconcileLogin` does, for every runtime. */
export async function reconcileLogin(
  missing: "credentials" | "database-missing",
  options: LoginToReconcile,
  context: InfraContext,
): Promise<void> {
  if (missing === "database-missing" && (await isDatabaseCreated(options, context))) return;
  const run = await options.prepare();
  context.signal.throwIfAborted();
  context.emit({
    type: "step",
    message: "Setting the configured user and password in the existing PostgreSQL data",
  });
  await repairStopped(options, run, context);
}

/** `false` when the user may not create it: the repair of the login gives it the right to. */
async function isDatabaseCreated(
  { login, host }: LoginToReconcile,
  { signal }: InfraContext,
): Promise<boolean> {
  try {
    await createDatabase({ ...login, host }, signal);
    return true;
  } catch (error) {
    signal.throwIfAborted();
    if ((error as { code?: string }).code === "42501" || refusedLogin(error).kind === "credentials")
      return false;
    throw new InfraError(
      "NOT_HEALTHY",
      `PostgreSQL could not create the database ${login.database}: ${messageOf(error)}`,
      { hint: `See its log: ${infra("logs", "postgres")}`, cause: error },
    );
  }
}

/** The server runs again afterwards, also when the repair fails or the command is interrupted. */
async function repairStopped(
  { services, login, dataDirectory }: LoginToReconcile,
  run: RunSingleUser,
  context: InfraContext,
): Promise<void> {
  const before = await services.observe();
  const { location } = before.data;
  // An interruption in the middle of the stop would leave a server that ends and is not started again.
  const uninterrupted = { ...context, signal: new AbortController().signal };
  await services.stop("postgres", uninterrupted);
  const startAgain = async () => {
    await services.start("postgres", before, uninterrupted);
  };
  try {
    context.signal.throwIfAborted();
    await repairLogin({ login, dataDirectory, location, run });
  } catch (error) {
    await startAgain().catch((failure: unknown) => {
      context.emit({
        type: "warning",
        message: `PostgreSQL could not be started again: ${messageOf(failure)}`,
      });
    });
    throw error;
  }
  await startAgain();
}
