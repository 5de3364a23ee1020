import { type OtherServers, findOtherServers, isWorthReporting, toReport } from "./stages/other-servers.js";
import { existsSync } from "node:fs";
import { messageOf } from "../errors/message.js";
import type { InfraContext } from "../events.js";
import type { ResolvedConfig, RuntimeKind } from "../config/resolved.js";
import { chooseRuntime } from "./stages/choose-runtime.js";
import { liveHolder } from "../system/lock.js";
import type { Observation } from "../runtime/runtime.js";
import type { EnvironmentStatus } from "../services/service.js";
import { configuredDatabase, type Database } from "./stages/database.js";
import { describeServices, type ServiceStatus } from "./stages/describe-services.js";
import { holderName, openEnvironment, type OperationOptions } from "./stages/environment.js";
import { lockDirectory } from "../state/state-folder.js";
import { migrateOptions } from "./stages/migrate-ready.js";
import { probeServices } from "../readiness/probe-services.js";
import { seedOptions } from "./stages/seed-ready.js";
import type { SeedState } from "../migrations/model/seed-report.js";

/** The seed's entity, field for field. */
export interface InfrastructureEnvironment {
  networkName: string;
  pgContainerName: string;
  redisContainerName: string;
  pgVolumeName: string;
  pgImageTag: string;
  pgImageDigest?: string;
  redisImageTag: string;
  redisImageDigest?: string;
  status: EnvironmentStatus;
}

export interface StatusReport {
  status: EnvironmentStatus;
  name: string;
  projectDir: string;
  runtime: RuntimeKind | undefined;
  services: readonly ServiceStatus[];
  /** Absent when the database cannot be read. */
  migrations?: { applied: number; pending: number; problems: readonly string[] };
  /** Absent without a seeds folder, or when the database cannot be read. */
  seeds?: { applied: number; new: number; changed: number; problems: readonly string[] };
  data: { exists: boolean; location: string };
  /** What also runs in this checkout, or may run where that cannot be seen. */
  others: readonly OtherServers[];
  /** The environment as the first seed names its fields. */
  environment: InfrastructureEnvironment;
}

/** The current state. Changes nothing and does not wait for other commands. */
export async function status(options: OperationOptions): Promise<StatusReport> {
  const environment = await openEnvironment(options);
  const { config, env, context } = environment;
  const { runtime } = await chooseRuntime(config, env, context.signal);
  const observation = await runtime.observe();
  const probed = await probeServices({ config, runtime, observation, context });
  const services = describeServices(config, observation, probed.events);
  const { postgres } = probed.reached;
  const database = postgres && configuredDatabase(config, postgres);
  const migrations = database && (await countMigrations(database, config, context));
  const seeds = database && (await countSeeds(database, config, context));
  const others = await findOtherServers(environment, runtime.kind);
  const busy = await liveHolder(lockDirectory(config));
  const environmentStatus = overallStatus(services, {
    observation,
    commandAtWork: busy?.command,
    migrationsPending: (migrations?.pending ?? 0) > 0,
  });
  return {
    status: environmentStatus,
    name: config.name,
    projectDir: config.projectDir,
    runtime: runtime.kind,
    // Where something is wrong, one that is not there is part of it: the other would be of no use alone.
    services: environmentStatus === "error" ? services.map(missed) : services,
    ...(migrations && { migrations }),
    ...(seeds && { seeds }),
    data: { exists: observation.data.exists, location: observation.data.location },
    others: others.filter(isWorthReporting).map(toReport),
    environment: {
      networkName: config.network,
      pgContainerName: config.postgres.container,
      redisContainerName: config.redis.container,
      pgVolumeName: config.postgres.volume,
      pgImageTag: config.postgres.image,
      redisImageTag: config.redis.image,
      status: environmentStatus,
    },
  };
}

async function countMigrations(
  database: Database,
  config: Pick<ResolvedConfig, "migrations">,
  context: InfraContext,
): Promise<StatusReport["migrations"]> {
  const { planMigrations } = await import("../migrations/commands/migrate.js");
  try {
    const plan = await planMigrations(migrateOptions(database, config, context));
    return {
      applied: plan.applied.length,
      pending: plan.pending.length,
      problems: plan.problems.map(({ message }) => message),
    };
  } catch (error) {
    context.signal.throwIfAborted();
    return { applied: 0, pending: 0, problems: [messageOf(error)] };
  }
}

async function countSeeds(
  database: Database,
  config: Pick<ResolvedConfig, "migrations" | "seeds">,
  context: InfraContext,
): Promise<StatusReport["seeds"]> {
  if (!existsSync(config.seeds.directory)) return undefined;
  const { planSeeding } = await import("../migrations/commands/seed.js");
  try {
    const { seeds, problems } = await planSeeding(seedOptions(database, config, { context }));
    const count = (state: SeedState["state"]) => seeds.filter((each) => each.state === state).length;
    return {
      applied: count("unchanged") + count("changed"),
      new: count("new"),
      changed: count("changed"),
      // That migrations are pending stands in the line above.
      problems: problems.filter(({ kind }) => kind !== "not-migrated").map(({ message }) => message),
    };
  } catch (error) {
    context.signal.throwIfAborted();
    return { applied: 0, new: 0, changed: 0, problems: [messageOf(error)] };
  }
}

function missed(service: ServiceStatus): ServiceStatus {
  const isSilent = service.state === "stopped" && service.problem === undefined;
  return isSilent ? { ...service, problem: "it is not running" } : service;
}

const COMMANDS_THAT_MIGRATE = ["up", "migrate", "run"].map(holderName);

const NOT_EXPECTED_TO_RUN: ReadonlySet<string> = new Set(["absent", "stopped"]);

function overallStatus(
  services: readonly ServiceStatus[],
  now: { observation: Observation; commandAtWork: string | undefined; migrationsPending: boolean },
): EnvironmentStatus {
  const states = services.map(({ state }) => state);
  const works = (state: string) => state === "healthy" || state === "degraded";
  const migrates = COMMANDS_THAT_MIGRATE.includes(now.commandAtWork ?? "");
  if (states.every(works)) return migrates && now.migrationsPending ? "migrating" : "ready";
  if (migrates || states.includes("starting")) return "starting";
  // What ended without having been asked to does not run either, and is an error.
  return Object.values(now.observation.services).every(({ presence }) =>
    NOT_EXPECTED_TO_RUN.has(presence.kind),
  )
    ? "stopped"
    : "error";
}
