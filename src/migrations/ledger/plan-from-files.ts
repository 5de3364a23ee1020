import { readMigrationFolder } from "../files/migration-folder.js";
import { readLedgerFile } from "./ledger-file.js";
import type { MigrateOptions } from "../model/options.js";
import { planWork } from "./plan.js";
import type { LedgerEntry, PlanProblem } from "../model/report.js";

/** The plan for a database that cannot be read now. */
export interface FilePlan {
  /** File names, in the order they would run. */
  pending: readonly string[];
  problems: readonly PlanProblem[];
}

/**
 * The plan for a database that is to be created, or, with `isNew: false`, for one whose server is stopped: then the copy of
 * the ledger says what is applied.
 *
 * @returns `undefined` where there is no readable copy of this database's ledger
 */
export async function planFromFiles(
  options: Pick<MigrateOptions, "directory" | "ledgerFile" | "allowOutOfOrder"> & {
    database: string;
    isNew: boolean;
  },
): Promise<FilePlan | undefined> {
  const applied = options.isNew ? [] : await readApplied(options);
  if (applied === undefined) return undefined;
  const folder = await readMigrationFolder(options.directory);
  const { pending, problems } = planWork(folder, applied, options);
  return { pending: pending.map(({ filename }) => filename), problems };
}

async function readApplied({
  ledgerFile,
  database,
}: Pick<MigrateOptions, "ledgerFile"> & { database: string }): Promise<LedgerEntry[] | undefined> {
  const file = await readLedgerFile(ledgerFile);
  if (file.kind !== "read" || file.copy.database !== database) return undefined;
  const unknown = { contentChecksum: null, durationMs: 0, toolVersion: "", appliedBy: "" };
  return file.copy.applied.map((row) => ({ ...row, ...unknown }));
}
