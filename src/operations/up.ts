import { makePlan, type Plan } from "../preflight/plan.js";
import { bringUp } from "./bring-up.js";
import { chooseRuntime } from "./choose-runtime.js";
import { connect } from "./connect.js";
import { type Environment, withLockedEnvironment } from "./environment.js";
import { generatePassword } from "./generate-password.js";
import { imageDrift, lockImages } from "./image-policy.js";
import { migrateReady } from "./migrate-ready.js";
import { rememberEnvironment } from "./remember-environment.js";
import { seedReady } from "./seed.js";
import type { OperationOptions, UpReport } from "./reports.js";
import { summarize } from "./summarize.js";
import { withUndo } from "./with-undo.js";

export interface UpOptions extends OperationOptions {
  /** Applies migrations whose number is below one already applied. */
  allowOutOfOrder?: boolean;
  /** Runs exactly the images of IMAGE_DIGESTS, by digest, and refuses others. */
  locked?: boolean;
  /** Runs the seeds that never ran, after the migrations. */
  seed?: boolean;
}

/**
 * Brings the environment up: services running, schema migrated, connection details on disk. Changes nothing that is
 * already so. What it started is stopped again if a later step fails; data stays.
 */
export async function up(options: UpOptions): Promise<UpReport> {
  const startedAt = performance.now();
  return withLockedEnvironment(options, "infra up", (environment) => {
    const { context, phase, durations } = environment;
    return withUndo(context, async (undo) => {
      const plan = await phase("preflight", () => look(environment, options));
      await rememberEnvironment(plan, context);
      const ready = await phase("start", () => bringUp(plan, { context, undo }));
      const allowOutOfOrder = options.allowOutOfOrder ?? false;
      const migrated = await phase("migrations", () => migrateReady(ready, { context, allowOutOfOrder }));
      const seeded =
        options.seed === true ? await phase("seeds", () => seedReady(migrated, context)) : migrated;
      const connected = await phase("connection", () => connect(seeded));
      return summarize(connected, { durationMs: performance.now() - startedAt, phases: durations });
    });
  });
}

async function look({ config: asRead, env, context }: Environment, { locked }: UpOptions): Promise<Plan> {
  const config = await generatePassword(asRead);
  const choice = await chooseRuntime(config, env, context.signal);
  if (locked === true) {
    const pinned = await lockImages(config, choice.runtime);
    return makePlan(pinned, await chooseRuntime(pinned, env, context.signal));
  }
  const plan = await makePlan(config, choice);
  return { ...plan, warnings: [...plan.warnings, ...(await imageDrift(config, choice.runtime))] };
}
