/**
 * Every way a command can fail: its process exit code and the anchor of its section in `docs/errors.md`.
 * The numbers are a contract with scripts; they are never reused for another meaning.
 */
export const ERROR_CODES = {
  UNEXPECTED: { exitCode: 1, anchor: "1-unexpected-fault" },
  USAGE: { exitCode: 2, anchor: "2-usage-or-configuration" },
  CONFIG_INVALID: { exitCode: 2, anchor: "2-usage-or-configuration" },
  ENGINE_UNREACHABLE: { exitCode: 10, anchor: "10-20-30-engine-or-runtime-not-reachable" },
  ENGINE_UNREACHABLE_ON_DOWN: { exitCode: 20, anchor: "10-20-30-engine-or-runtime-not-reachable" },
  ENGINE_UNREACHABLE_ON_RESET: { exitCode: 30, anchor: "10-20-30-engine-or-runtime-not-reachable" },
  PORT_IN_USE: { exitCode: 11, anchor: "11-port-in-use" },
  MIGRATION_FAILED: { exitCode: 12, anchor: "12-migration-failed" },
  NOT_HEALTHY: { exitCode: 13, anchor: "13-not-healthy-in-time" },
  ENVIRONMENT_LOCKED: { exitCode: 14, anchor: "14-environment-locked" },
  IMAGE_UNAVAILABLE: { exitCode: 15, anchor: "15-image-or-binary-unavailable" },
  RESOURCES_EXHAUSTED: { exitCode: 16, anchor: "16-shortage-of-resources" },
  DATA_INCOMPATIBLE: { exitCode: 17, anchor: "17-data-directory-of-another-version" },
  FOREIGN_OBJECT: { exitCode: 18, anchor: "18-not-ours" },
  LEDGER_INTEGRITY: { exitCode: 19, anchor: "19-ledger-integrity" },
  DATA_NOT_REMOVED: { exitCode: 31, anchor: "31-data-could-not-be-removed" },
  DIGEST_MISMATCH: { exitCode: 40, anchor: "40-digest-mismatch" },
  DIGESTS_UNREADABLE: { exitCode: 41, anchor: "41-digests-missing-or-unreadable" },
  SERVICES_NOT_RUNNING: { exitCode: 50, anchor: "50-services-not-running" },
  INTERRUPTED: { exitCode: 130, anchor: "130-interrupted" },
} as const satisfies Record<string, { exitCode: number; anchor: string }>;

/** Stable name of a failure; appears as `error.code` in `--json` documents. */
export type ErrorCode = keyof typeof ERROR_CODES;
