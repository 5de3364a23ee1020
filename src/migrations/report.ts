/** One migration file as it lies on disk. */
export interface MigrationFile {
  /** `003_add_index.sql`. */
  filename: string;
  /** The number the name starts with. */
  number: number;
  /** Absolute path. */
  path: string;
  /** `sha256:<hex>` of the bytes as they are. */
  checksum: string;
}

/** One row of the ledger of record. `appliedAt` is ISO 8601 in UTC. */
export interface LedgerEntry {
  filename: string;
  checksum: string;
  appliedAt: string;
  /** Milliseconds. */
  durationMs: number;
  toolVersion: string;
}

/** What a run would do: `pending` in the order they would run. */
export interface MigrationPlan {
  applied: readonly LedgerEntry[];
  pending: readonly MigrationFile[];
}

/** What a run did. Times in milliseconds. */
export interface MigrationReport {
  applied: readonly { filename: string; durationMs: number }[];
  alreadyApplied: number;
  durationMs: number;
}
