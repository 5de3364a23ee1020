import type { RuntimeKind } from "../config/resolved.js";
import type { ConnectionDescriptor } from "../connection/descriptor.js";
import type { MigrationReport } from "../migrations/model/report.js";
import type { SeedReport } from "../migrations/model/seed-report.js";
import type { ResourceBaselineReport } from "../preflight/resources.js";
import type { EnvironmentStatus } from "../services/service.js";
import type { ServiceStatus } from "./stages/describe-services.js";
import {
  type PhaseDurations,
  type Environment,
  withLockedEnvironment,
  type OperationOptions,
} from "./stages/environment.js";
import { type OtherServers, toReport } from "./stages/other-servers.js";
import { bringUp } from "./stages/bring-up.js";
import { planEnvironment, type EnvironmentPlan } from "./stages/plan-environment.js";
import { takePlace } from "./stages/take-place.js";
import { publishConnection } from "./stages/publish-connection.js";
import { generatePassword } from "./stages/generate-password.js";
import { migrateReady } from "./stages/migrate-ready.js";
import { withAutomaticPorts } from "./stages/kept-ports.js";
import { seedReady } from "./stages/seed-ready.js";
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
  /** Absent if seeds were not requested. */
  seeds?: SeedReport;
  connection: ConnectionDescriptor;
  /** Absolute path of the file with the connection variables. */
  envFile: string;
  resources: ResourceBaselineReport;
  warnings: readonly string[];
  /** Other servers of this checkout. */
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
 * already up to date. If a later step fails, services that it started are stopped; data is kept.
 */
export async function up(options: UpOptions): Promise<UpReport> {
  const startedAt = performance.now();
  return withLockedEnvironment(options, "up", (locked) =>
    withAutomaticPorts(locked, (environment) => bringUpEnvironment(environment, options, startedAt)),
  );
}

async function bringUpEnvironment(
  environment: Environment,
  options: UpOptions,
  startedAt: number,
): Promise<UpReport> {
  const { context, phase, durations } = environment;
  const allowOutOfOrder = options.allowOutOfOrder ?? false;
  return withUndo(context, async (undo) => {
    const planned = await phase("preflight", () => planWithPassword(environment, options));
    await takePlace(planned, environment);
    const ready = await phase("start", () => bringUp(planned, { context, undo }));
    const migrated = await phase("migrations", () => migrateReady(ready, { context, allowOutOfOrder }));
    const seeded =
      options.seed === true ? await phase("seeds", () => seedReady(migrated, context)) : migrated;
    const connected = await phase("connection", () => publishConnection(seeded));
    const others = planned.others.map(toReport);
    return summarize(connected, { durationMs: performance.now() - startedAt, phases: durations, others });
  });
}

async function planWithPassword(
  environment: Environment,
  { locked = false }: UpOptions,
): Promise<EnvironmentPlan> {
  return planEnvironment({ ...environment, config: await generatePassword(environment.config) }, { locked });
}
