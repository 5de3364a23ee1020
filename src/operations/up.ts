import { makePlan, type Plan } from "../preflight/plan.js";
import { bringUp } from "./bring-up.js";
import { chooseRuntime, type RuntimeChoice } from "./choose-runtime.js";
import { connect } from "./connect.js";
import { type Environment, withLockedEnvironment } from "./environment.js";
import { generatePassword } from "./generate-password.js";
import { imageDrift, lockImages } from "./image-policy.js";
import { migrateReady } from "./migrate-ready.js";
import { findOtherServers, toReport, type FoundServers } from "./other-servers.js";
import { nameOwnHolder } from "./own-port-holder.js";
import { rememberEnvironment } from "./remember-environment.js";
import { seedReady } from "./seed.js";
import type { OperationOptions, UpReport } from "./reports.js";
import { isToLeave, stopOthers } from "./stop-others.js";
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
      const preflight = await phase("preflight", () => look(environment, options));
      await takePlace(preflight, environment);
      const ready = await phase("start", () => bringUp(preflight.plan, { context, undo }));
      const allowOutOfOrder = options.allowOutOfOrder ?? false;
      const migrated = await phase("migrations", () => migrateReady(ready, { context, allowOutOfOrder }));
      const seeded =
        options.seed === true ? await phase("seeds", () => seedReady(migrated, context)) : migrated;
      const connected = await phase("connection", () => connect(seeded));
      const others = preflight.others.map(toReport);
      return summarize(connected, { durationMs: performance.now() - startedAt, phases: durations, others });
    });
  });
}

/** A plan, and what else of this checkout runs: what the plan has to stop first is in `leaving`. */
interface Preflight {
  plan: Plan;
  leaving: readonly FoundServers[];
  others: readonly FoundServers[];
}

async function look(asRead: Environment, options: UpOptions): Promise<Preflight> {
  const environment = { ...asRead, config: await generatePassword(asRead.config) };
  const { config, env, context } = environment;
  const choice = await chooseRuntime(config, env, context.signal);
  const found = await findOtherServers(environment, choice.runtime.kind);
  const leaving = found.filter((each) => isToLeave(each, config));
  const ports = leaving.flatMap(({ services }) => services.map(({ port }) => port));
  try {
    const plan = await planFor(environment, { choice, leaving: ports, locked: options.locked === true });
    return { plan, leaving, others: found.filter((each) => !leaving.includes(each)) };
  } catch (error) {
    throw nameOwnHolder(error, found, config);
  }
}

async function planFor(
  { config, env, context }: Environment,
  options: { choice: RuntimeChoice; leaving: readonly number[]; locked: boolean },
): Promise<Plan> {
  const { choice, leaving } = options;
  if (options.locked) {
    const pinned = await lockImages(config, choice.runtime);
    return makePlan(pinned, { ...(await chooseRuntime(pinned, env, context.signal)), leaving });
  }
  const plan = await makePlan(config, { ...choice, leaving });
  return { ...plan, warnings: [...plan.warnings, ...(await imageDrift(config, choice.runtime))] };
}

/**
 * Makes this runtime the environment's own. Servers that have to leave run until the programs of the new ones are here:
 * a failure up to then changes nothing.
 */
async function takePlace({ plan, leaving }: Preflight, environment: Environment): Promise<void> {
  const { context, phase } = environment;
  if (leaving.some(({ instance }) => instance !== undefined)) {
    const missing = plan.steps.filter(({ action }) => action !== "keep").map(({ service }) => service);
    await phase("fetch", () => plan.runtime.fetch(missing, context));
  }
  const left = await stopOthers(leaving, environment);
  await rememberEnvironment(plan, { context, left });
}
