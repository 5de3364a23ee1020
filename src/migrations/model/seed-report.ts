import type { PlanProblem } from "./report.js";

/** A seed file and what the database remembers of it. */
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

/** What seeding would do. Nothing runs while there are problems of either kind. */
export interface SeedPlan {
  /** All seeds, or those asked for, in the order they run. */
  seeds: readonly SeedState[];
  /** What is wrong with the seeds, or with running them now. */
  problems: readonly PlanProblem[];
  /** What is wrong with the migrations: seeds go into the schema that these make. */
  migrationProblems: readonly PlanProblem[];
  /** Absolute path; `exists: false` means no seeds at all. */
  directory: { path: string; exists: boolean };
}

/** What seeding did. Times in milliseconds. */
export interface SeedReport {
  applied: readonly { filename: string; durationMs: number }[];
  /** Ran before and are as they were; not run. */
  unchanged: readonly string[];
  /** Ran before and were changed since; they run again only on request. */
  changed: readonly string[];
  durationMs: number;
}
