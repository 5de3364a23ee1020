import type { RuntimeKind } from "../config/resolved.js";
import type { ConnectionDescriptor } from "../connection/descriptor.js";
import type { MigrationReport } from "../migrations/report.js";
import type { SeedReport } from "../migrations/seeds/seed-report.js";
import type { ResourceBaselineReport } from "../preflight/resources.js";
import type { EnvironmentStatus } from "../services/service.js";
import type { ServiceStatus } from "./stages/describe-services.js";
import {
  type PhaseDurations,
  type Environment,
  withLockedEnvironment,
  type OperationOptions,
} from "./stages/environment.js";
import { type OtherServers, findOtherServers, toReport, type FoundServers } from "./stages/other-servers.js";
import { makePlan, type Plan } from "../preflight/plan.js";
import { bringUp } from "./stages/bring-up.js";
import { chooseRuntime, type RuntimeChoice } from "./stages/choose-runtime.js";
import { publishConnection } from "./stages/publish-connection.js";
import { generatePassword } from "./stages/generate-password.js";
import { imageDrift, lockImages } from "../images/image-policy.js";
import { migrateReady } from "./stages/migrate-ready.js";
import { nameOwnHolder } from "./stages/own-port-holder.js";
import { rememberEnvironment } from "./stages/remember-environment.js";
import { seedReady } from "./stages/seed-ready.js";
import { isToLeave, stopOthers } from "./stages/stop-others.js";
import { summarize } from "./stages/summarize.js";
import { withUndo } from "./stages/with-undo.js";

export interface UpReport {
  status: EnvironmentStatus;
  /** Nothing had to be done. */
  unchanged: boolean;
  name: string;
  runtime: RuntimeKind;
  /** Why this runtime, in the user's words. */
  runtimeReason: string;
  services: readonly ServiceStatus[];
  migrations: MigrationReport | { skipped: string };
  /** Absent when nobody asked for seeds. */
  seeds?: SeedReport;
  connection: ConnectionDescriptor;
  /** Absolute path of the file with the connection variables. */
  envFile: string;
  resources: ResourceBaselineReport;
  warnings: readonly string[];
  /** What also runs in this checkout. */
  others: readonly OtherServers[];
  durationMs: number;
  phases: PhaseDurations;
}

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
      const connected = await phase("connection", () => publishConnection(seeded));
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
