import { makePlan } from "../preflight/plan.js";
import { chooseRuntime } from "./choose-runtime.js";
import { bringUp } from "./bring-up.js";
import { connect } from "./connect.js";
import { withLockedEnvironment } from "./environment.js";
import { migrateReady } from "./migrate-ready.js";
import { rememberEnvironment } from "./remember-environment.js";
import type { OperationOptions, UpReport } from "./reports.js";
import { summarize } from "./summarize.js";
import { withUndo } from "./with-undo.js";

export interface UpOptions extends OperationOptions {
  /** Applies migrations whose number is below one already applied. */
  allowOutOfOrder?: boolean;
}

/**
 * Brings the environment up: services running, schema migrated, connection details on disk. Changes nothing that is
 * already so. What it started is stopped again if a later step fails; data stays.
 */
export async function up(options: UpOptions): Promise<UpReport> {
  const startedAt = performance.now();
  return withLockedEnvironment(options, "infra up", ({ config, env, context, phase, durations }) =>
    withUndo(context, async (undo) => {
      const plan = await phase("preflight", async () => makePlan(config, await chooseRuntime(config, env)));
      await rememberEnvironment(plan);
      const ready = await phase("start", () => bringUp(plan, { context, undo }));
      const allowOutOfOrder = options.allowOutOfOrder ?? false;
      const migrated = await phase("migrations", () => migrateReady(ready, { context, allowOutOfOrder }));
      const connected = await phase("connection", () => connect(migrated));
      return summarize(connected, { durationMs: performance.now() - startedAt, phases: durations });
    }),
  );
}
