import type { StdioOptions } from "node:child_process";
import type { RuntimeKind } from "../config/resolved.js";
import type { ConfigFlags } from "../config/flags.js";
import type { ConnectionDescriptor } from "../connection/descriptor.js";
import type { InfraEvent } from "../events.js";
import type { MigrationPlan, MigrationReport } from "../migrations/report.js";
import type { SeedPlan, SeedReport } from "../migrations/seeds/seed-report.js";
import type { ResourceBaselineReport } from "../preflight/resources.js";
import type { Finding } from "../runtime/runtime.js";
import type { EnvironmentStatus, InfraService, ServiceName, ServiceState } from "../services/service.js";

/** What every operation takes. Nothing is read from the process unless it is handed in here. */
export interface OperationOptions {
  /** Absolute path of the project. */
  projectDir: string;
  env: NodeJS.ProcessEnv;
  flags?: ConfigFlags;
  signal?: AbortSignal;
  onEvent?: (event: InfraEvent) => void;
}

/** Times in milliseconds, by phase, for those that ran. */
export type PhaseDurations = Partial<Record<string, number>>;

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

/** Servers of this checkout that do not belong to the environment as it is configured now. */
export interface OtherServers {
  /** Name of the environment. */
  name: string;
  runtime: RuntimeKind;
  /** Those that run. None where that cannot be seen. */
  services: readonly { service: ServiceName; port: number; ref: string }[];
  /** Why it cannot be seen whether they run. */
  problem?: string;
  /** Command that stops them and keeps their data. */
  stopWith: string;
}

export interface DownReport {
  name: string;
  runtime: RuntimeKind | undefined;
  stopped: readonly ServiceName[];
  /** Where the data still is; absent when there is none. */
  dataKept?: string;
}

export interface ResetReport {
  name: string;
  runtime: RuntimeKind | undefined;
  stopped: readonly ServiceName[];
  dataRemoved: boolean;
  ledgerRemoved: boolean;
  /** Other runtimes with data of the environment, each with the command that deletes it. */
  dataElsewhere: readonly { runtime: RuntimeKind; resetWith: string }[];
}

export interface ServiceStatus {
  service: InfraService;
  state: ServiceState;
  /** pid or container id, when it runs. */
  ref?: string;
  host?: string;
  port?: number;
  software: string;
  startedAt?: string;
  uptimeMs?: number;
  /** Restarts nobody asked for in the last ten minutes. */
  recentRestarts: number;
  /** Last probe failure or reason of the end, when not healthy. */
  problem?: string;
}

export interface StatusReport {
  status: EnvironmentStatus;
  name: string;
  projectDir: string;
  runtime: RuntimeKind | undefined;
  services: readonly ServiceStatus[];
  /** Absent when the database cannot be asked. */
  migrations?: { applied: number; pending: number; problems: readonly string[] };
  /** Absent without a seeds folder, or when the database cannot be asked. */
  seeds?: { applied: number; new: number; changed: number; problems: readonly string[] };
  data: { exists: boolean; location: string };
  /** What also runs in this checkout, or may run where that cannot be seen. */
  others: readonly OtherServers[];
  /** The environment as the first seed names its fields. */
  environment: InfrastructureEnvironment;
}

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

/** What would be done, or what was done. */
export type MigrateReport = MigratePlanReport | MigrateResultReport;

export interface MigratePlanReport {
  name: string;
  dryRun: true;
  plan: MigrationPlan;
}

export interface MigrateResultReport {
  name: string;
  dryRun: false;
  result: MigrationReport;
}

export interface MigrateDumpReport {
  name: string;
  /** Absolute path of the file. */
  path: string;
  /** It was not the same before. Never true for a check. */
  changed: boolean;
  /** Migrations that are not applied, so not in the dump. */
  pending: readonly string[];
}

export type SeedRunReport = { name: string } & (
  { dryRun: true; plan: SeedPlan } | { dryRun: false; result: SeedReport }
);

export interface DoctorReport {
  name: string;
  runtime: RuntimeKind;
  findings: readonly Finding[];
  resources: ResourceBaselineReport;
  pass: boolean;
}

export interface InitReport {
  created: readonly string[];
  changed: readonly string[];
  /** Already there and left as they were. */
  kept: readonly string[];
}

/** What `run`, `psql` and `redis-cli` need from whoever owns the terminal. */
export interface ChildOptions {
  /** `inherit` when absent. */
  stdio?: StdioOptions;
  /**
   * Called when the command has been started: from now on an interrupt is the command's business. Hands over a way to
   * pass signals on to it.
   */
  onChild?: (child: { kill(signal: NodeJS.Signals): void }) => void;
}

export interface RunReport {
  /** What the shell would show: the command's own code, or 128 + signal number. */
  exitCode: number;
}

export type { ResourceBaselineReport };
