import type { RunnableFile } from "../run/apply.js";
import { orInterrupted } from "../../postgres/cancel-on-abort.js";
import { readMigrationFolder, type MigrationFolder } from "../files/migration-folder.js";
import { withMigrationLock } from "../run/lock.js";
import type { MigrateOptions } from "../model/options.js";
import { parseMigration } from "../sql/refusals.js";
import { refusedStatement } from "../sql/refused-statement.js";
import { runPending } from "../run/run.js";
import {
  preconditions,
  planSeeds,
  requireSeedable,
  type PlannedSeed,
  type SeedSelection,
} from "../seeds/seed-plan.js";
import type { SeedPlan, SeedReport, SeedState } from "../model/seed-report.js";
import { createSeedTable, readSeedTable, recordSeedStatement, type SeedTable } from "../seeds/seed-table.js";
import { openMigrationSession } from "../run/open-session.js";
import type { Session } from "../../postgres/session.js";
import { readSqlFolder, textOf, type SqlFolder } from "../files/sql-folder.js";
import { readMigrationState } from "../ledger/migration-state.js";
import { untilSettled } from "../run/until-settled.js";

/** What seeding takes: the migrations, whose schema the seeds need, and the seeds. */
export interface SeedOptions extends MigrateOptions {
  /** `directory`: absolute path of the folder with the `*.sql` files. */
  seeds: SeedSelection & { directory: string };
}

/**
 * Runs seeds that never ran on this database, in the order of their names, each with its row in `schema_seeds` in one
 * transaction; those that ran before as `rerun` says. Finding nothing to do takes no lock.
 *
 * @throws MIGRATION_FAILED with the place in the file, or because migrations are pending; LEDGER_INTEGRITY of the
 *   migrations; USAGE for a name that no file has; ENVIRONMENT_LOCKED; INTERRUPTED.
 */
export async function seed(options: SeedOptions): Promise<SeedReport> {
  const startedAt = performance.now();
  const folders = await readFolders(options);
  if (!folders.seeds.exists) {
    options.context.emit({ type: "step", message: `No seeds: ${options.seeds.directory} does not exist` });
  }
  const run: Run = { options, folders, applied: [], planned: [] };
  await untilSettled({ ...options, onApplied: (file) => run.applied.push(file) }, (session) =>
    seedOn(session, run),
  );
  const left = (state: PlannedSeed["state"]) =>
    notApplied(run.planned, run)
      .filter((each) => each.state === state)
      .map(({ filename }) => filename);
  return {
    applied: run.applied,
    unchanged: left("unchanged"),
    changed: left("changed"),
    durationMs: Math.round(performance.now() - startedAt),
  };
}

/** The plan of {@link seed}, with the problems that prevent it. Read-only. */
export async function planSeeding(options: SeedOptions): Promise<SeedPlan> {
  const folders = await readFolders(options);
  const session = await openMigrationSession(options);
  try {
    const { planned, problems, migrationProblems } = await look(session, folders, options);
    return {
      seeds: planned.map(publicState),
      problems,
      migrationProblems,
      directory: { path: folders.seeds.path, exists: folders.seeds.exists },
    };
  } finally {
    await session.close();
  }
}

/** The public part: without the content of the files. */
function publicState({ filename, checksum, state, appliedAt, willRun }: PlannedSeed): SeedState {
  return { filename, checksum, state, appliedAt, willRun };
}

interface Folders {
  seeds: SqlFolder;
  migrations: MigrationFolder;
}

/** One call of {@link seed}, over as many connections as it takes. */
interface Run {
  options: SeedOptions;
  folders: Folders;
  applied: SeedReport["applied"][number][];
  planned: readonly PlannedSeed[];
}

interface SeedSurvey extends Pick<SeedPlan, "problems" | "migrationProblems"> {
  table: SeedTable;
  planned: readonly PlannedSeed[];
  pending: readonly RunnableFile[];
}

async function readFolders({ directory, seeds }: SeedOptions): Promise<Folders> {
  const [read, migrations] = await Promise.all([
    readSqlFolder(seeds.directory),
    readMigrationFolder(directory),
  ]);
  return { seeds: read, migrations };
}

async function seedOn(session: Session, run: Run): Promise<void> {
  const { options } = run;
  const before = await look(session, run.folders, options);
  requireSeedable(before);
  run.planned = before.planned;
  if (notApplied(before.pending, run).length > 0) {
    await withMigrationLock(session, options, () => seedLocked(session, run));
  }
}

/** Reads the state again: another command may have done all or part of it while this one waited. */
async function seedLocked(session: Session, run: Run): Promise<void> {
  const { context } = run.options;
  const now = await look(session, run.folders, run.options);
  requireSeedable(now);
  run.planned = now.planned;
  if (now.table.kind === "absent") await createSeedTable(session);
  const pending = notApplied(now.pending, run);
  await runPending({ session, pending, context }, (file) => run.applied.push(file));
}

/** Without those that ran before a connection was lost: one that is to run again runs once more, not twice. */
function notApplied<File extends { filename: string }>(files: readonly File[], { applied }: Run): File[] {
  const names = new Set(applied.map(({ filename }) => filename));
  return files.filter(({ filename }) => !names.has(filename));
}

async function look(session: Session, folders: Folders, options: SeedOptions): Promise<SeedSurvey> {
  const migrations = await readMigrationState(session, folders.migrations, options);
  const { context } = options;
  const table = await orInterrupted({ session, context }, "while reading the seeds", () =>
    readSeedTable(session),
  );
  const planned = planSeeds(folders.seeds, table, options.seeds);
  const pending = planned.filter(({ willRun }) => willRun).map((each) => runnable(each, options));
  return {
    table,
    planned,
    pending,
    problems: [
      ...preconditions(
        table,
        migrations.pending.map(({ source }) => source.filename),
      ),
      ...folders.seeds.problems,
      ...pending.flatMap(refusedStatement),
    ],
    migrationProblems: migrations.problems,
  };
}

function runnable({ file, appliedAt }: PlannedSeed, { toolVersion }: SeedOptions): RunnableFile {
  const { filename, checksum } = file;
  return {
    kind: "seed",
    filename,
    migration: parseMigration(textOf(file)),
    record: (durationMs) => recordSeedStatement({ ...file, toolVersion }, durationMs),
    // With this very content, and since: one that runs again has a row from before.
    isRecorded: async (session) => {
      const table = await readSeedTable(session);
      return (
        table.kind === "ours" &&
        table.rows.some(
          (row) => row.filename === filename && row.checksum === checksum && row.appliedAt !== appliedAt,
        )
      );
    },
  };
}
