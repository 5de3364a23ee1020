import type { PlanProblem } from "./report.js";

/** A seed file with its record in the database. */
export interface SeedState {
  /** `010_players.sql`. */
  filename: string;
  /** `sha256:<hex>` of the bytes as they are. */
  checksum: string;
  /** `new`: it never ran on this database. The others: as it ran, but for line ends, or not. */
  state: "new" | "unchanged" | "changed";
  /** When it last ran, ISO 8601 in UTC. */
  appliedAt: string | null;
  willRun: boolean;
}

/** The plan of seeding. Nothing runs while there are problems of either kind. */
export interface SeedPlan {
  /** All seeds, or those asked for, in the order they run. */
  seeds: readonly SeedState[];
  /** Problems of the seeds, or of running them now. */
  problems: readonly PlanProblem[];
  /** Problems of the migrations: seeds need their schema. */
  migrationProblems: readonly PlanProblem[];
  /** Absolute path; `exists: false` means no seeds at all. */
  directory: { path: string; exists: boolean };
}

/** The result of seeding. Times in milliseconds. */
export interface SeedReport {
  applied: readonly { filename: string; durationMs: number }[];
  /** Ran before and are as they were; not run. */
  unchanged: readonly string[];
  /** Ran before and were changed since; they run again only on request. */
  changed: readonly string[];
  durationMs: number;
}
