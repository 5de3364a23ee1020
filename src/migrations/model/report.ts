/** A migration file on disk. */
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
  /** The same over the text without BOM and with LF line ends; unknown (`null`) for some imported rows. */
  contentChecksum: string | null;
  appliedAt: string;
  /** Milliseconds. */
  durationMs: number;
  toolVersion: string;
  /** Database role that applied it. */
  appliedBy: string;
}

/** A problem that prevents a run. */
export interface PlanProblem {
  kind:
    | "bad-name"
    | "duplicate-number"
    | "unreadable-text"
    | "outside-directory"
    | "changed"
    | "missing"
    | "out-of-order"
    | "foreign-table"
    | "ledger-file"
    /** Of seeds: migrations are pending. */
    | "not-migrated"
    /** The file holds what cannot run inside a migration: psql commands, COPY FROM STDIN, its own COMMIT. */
    | "refused-statement";
  filenames: readonly string[];
  /** May go on over several lines with the place in the file. */
  message: string;
  hint: string;
  /** The facts, for `--json` readers. */
  details?: Record<string, unknown>;
}

/** What a run would do: `pending` in the order they would run. Nothing runs while there are `problems`. */
export interface MigrationPlan {
  applied: readonly LedgerEntry[];
  pending: readonly MigrationFile[];
  /** Extensions that would be created before the first file. */
  missingExtensions: readonly string[];
  problems: readonly PlanProblem[];
  /** Problems that do not stop the run (a ledger copy of another database, …). */
  warnings: readonly string[];
  /** Absolute path; `exists: false` means no migrations at all. */
  directory: { path: string; exists: boolean };
}

/** A plan with the locks of its pending files. */
export interface PlanWithLocks extends MigrationPlan {
  /** Locks of the pending files on existing objects, in the order they run. */
  locks: readonly LockNote[];
  /** Statements of pending files that may take further locks. */
  notLookedInto: readonly UnseenCode[];
}

/** A lock that keeps others from reading or writing a table that was there before the run. */
export interface LockNote {
  filename: string;
  /** Of the statement; from 1. */
  line: number;
  /** `ALTER TABLE … SET NOT NULL`. */
  statement: string;
  /** Table, view or index as SQL names it. */
  relation: string;
  /** As PostgreSQL's manual calls it. */
  mode: "ACCESS EXCLUSIVE" | "EXCLUSIVE" | "SHARE ROW EXCLUSIVE" | "SHARE";
  blocks: "reads and writes" | "writes";
  /**
   * What is done while it is held: `brief` takes a moment whatever the table's size, the others take the longer the more rows
   * there are. Inside a transaction the lock is held to the end of the file.
   */
  work: "brief" | "scan" | "index" | "rewrite";
  /** A way that blocks less. */
  advice: string;
}

/** A statement whose locks are not known, because code runs in it. */
export interface UnseenCode {
  filename: string;
  /** Of the statement; from 1. */
  line: number;
  /** `DO`, or the routine it calls: `sign_up()`. */
  code: string;
}

/** The result of a run. Times in milliseconds. */
export interface MigrationReport {
  applied: readonly { filename: string; durationMs: number }[];
  alreadyApplied: number;
  /** Extensions created by this run. */
  extensionsCreated: readonly string[];
  durationMs: number;
}

/** The difference between an applied file and its current content. */
export interface FileChange {
  filename: string;
  recordedChecksum: string;
  newChecksum: string;
  /**
   * `cosmetic`: only comments and white space differ, the server would do the same. `unknown`: the applied text is not known
   * (a row taken over from an old ledger, a file above 1 MiB).
   */
  kind: "cosmetic" | "substantial" | "unknown";
  /** Lines of a unified diff without file names, or `null` when the applied text is not known. */
  diff: readonly string[] | null;
}

/** The result of `migrate repair`. */
export interface RepairReport {
  /** Files whose present content is recorded now. */
  repaired: readonly FileChange[];
  /** Rows that were taken out because their files are gone. */
  forgotten: readonly { filename: string; checksum: string }[];
}

/** The result of `migrate baseline`. */
export interface BaselineReport {
  /** Files now recorded as applied; none of them ran. */
  recorded: readonly string[];
  /** How many files up to the given one were recorded before. */
  alreadyRecorded: number;
  /** The files that the next run would apply. */
  pending: readonly string[];
}
