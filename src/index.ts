/** Real PostgreSQL and real Redis for local development and tests, as a library. */
export { defineConfig } from "./config/define-config.js";
export type { ConfigFile } from "./config/schema.js";
export type { ConfigFlags } from "./config/flags.js";
export type { ResolvedConfig, RuntimeKind } from "./config/resolved.js";
export type { ConnectionDescriptor } from "./connection/descriptor.js";
export { ERROR_CODES, type ErrorCode } from "./errors/codes.js";
export { InfraError } from "./errors/infra-error.js";
export { Secret } from "./errors/secret.js";
export type { InfraContext, InfraEvent, Phase } from "./events.js";
export {
  doctor,
  down,
  environmentVariables,
  init,
  logs,
  migrate,
  migrateNew,
  migrateStatus,
  planUp,
  reset,
  resolveConfig,
  run,
  status,
  up,
  verify,
} from "./operations/for-library.js";
export type { DoctorReport } from "./operations/doctor.js";
export type { DownReport } from "./operations/down.js";
export type { InitReport } from "./operations/init.js";
export type { MigratePlanReport, MigrateReport, MigrateResultReport } from "./operations/migrate.js";
export type { MigrateDumpReport } from "./operations/migrate-dump.js";
export type { PlanUpReport } from "./operations/plan-up.js";
export type { ResetReport } from "./operations/reset.js";
export type { ChildOptions, RunReport } from "./operations/run.js";
export type { SeedRunReport } from "./operations/seed.js";
export type { ServiceStatus } from "./operations/stages/describe-services.js";
export type { OperationOptions, PhaseDurations } from "./operations/stages/environment.js";
export type { OtherServers } from "./operations/stages/other-servers.js";
export type { InfrastructureEnvironment, StatusReport } from "./operations/status.js";
export type { UpOptions, UpReport } from "./operations/up.js";
export type { Operation } from "./preflight/plan.js";
export type { Reason } from "./preflight/reason.js";
export type { ResourceBaselineReport } from "./preflight/resources.js";
export type { EnvironmentStatus, InfraService, ServiceName, ServiceState } from "./services/service.js";
