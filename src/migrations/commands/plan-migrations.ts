import { readMigrationFolder } from "../files/migration-folder.js";
import { readMigrationState, type PreparedMigration } from "../ledger/migration-state.js";
import { publicFile } from "../ledger/plan.js";
import { readCatalog } from "../lint/catalog.js";
import { lockNotes } from "../lint/lock-notes.js";
import { unseenCode } from "../lint/unseen-code.js";
import type { MigrateOptions } from "../model/options.js";
import type { MigrationPlan, PlanWithLocks } from "../model/report.js";
import { missingExtensions } from "../run/extensions.js";
import { dropAdvice, findInvalidIndexes, invalidIndexText } from "../run/invalid-indexes.js";
import { openMigrationSession } from "../run/open-session.js";
import type { Session } from "../../postgres/session.js";

/** The plan of `migrate`, with the problems that prevent it. Read-only; works on a database that was never migrated. */
export async function planMigrations(options: MigrateOptions): Promise<MigrationPlan> {
  return withPlan(options, async ({ plan }) => plan);
}

/** {@link planMigrations} with the locks that the pending files would take. Reads the catalog of the database. */
export async function planWithLocks(options: MigrateOptions): Promise<PlanWithLocks> {
  return withPlan(options, async ({ session, pending, plan }) => {
    const catalog = await readCatalog(session, pending);
    return { ...plan, locks: lockNotes(pending, catalog), notLookedInto: unseenCode(pending, catalog) };
  });
}

interface Planned {
  session: Session;
  pending: readonly PreparedMigration[];
  plan: MigrationPlan;
}

async function withPlan<T>(options: MigrateOptions, work: (planned: Planned) => Promise<T>): Promise<T> {
  const folder = await readMigrationFolder(options.directory);
  const session = await openMigrationSession(options);
  try {
    const { applied, pending, problems, ledger, database } = await readMigrationState(
      session,
      folder,
      options,
    );
    const plan = {
      applied,
      pending: pending.map(({ source }) => publicFile(source)),
      missingExtensions: missingExtensions(options.extensions ?? [], database.extensions),
      problems,
      warnings: [...ledger.warnings, ...(await invalidIndexWarnings(session, pending))],
      directory: { path: folder.path, exists: folder.exists },
    };
    return await work({ session, pending, plan });
  } finally {
    await session.close();
  }
}

/** Only a project that builds indexes concurrently can have an invalid one. */
async function invalidIndexWarnings(
  session: Session,
  pending: readonly PreparedMigration[],
): Promise<string[]> {
  if (pending.every(({ migration }) => migration.inTransaction)) return [];
  const invalid = await findInvalidIndexes(session);
  return invalid.length === 0 ? [] : [`${invalidIndexText(invalid)}. ${dropAdvice(invalid)}`];
}
