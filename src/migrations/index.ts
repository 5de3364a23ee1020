/** Migrations and seeds for programs that bring their own database up to date: `@tilemud/infra/migrations`. */
export { ERROR_CODES, type ErrorCode } from "../errors/codes.js";
export { InfraError } from "../errors/infra-error.js";
export { Secret } from "../errors/secret.js";
export type { DatabaseConnection } from "./commands/database-address.js";
export {
  migrateDatabase,
  planDatabaseMigrations,
  seedDatabase,
  type DatabaseMigrationOptions,
  type DatabaseSeedOptions,
  type MigrationEvent,
} from "./commands/library.js";
export type {
  LedgerEntry,
  MigrationFile,
  MigrationPlan,
  MigrationReport,
  PlanProblem,
  PlanWithLocks,
} from "./model/report.js";
export type { SeedReport } from "./model/seed-report.js";
