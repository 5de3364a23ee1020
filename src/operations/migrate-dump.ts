import { lstat, readFile } from "node:fs/promises";
import { dirname } from "node:path";
import { liesIn, pathInCheckout } from "../config/project.js";
import type { ResolvedConfig } from "../config/resolved.js";
import { InfraError } from "../errors/infra-error.js";
import { diffLines } from "../migrations/files/line-diff.js";
import { atomicWrite } from "../system/atomic-write.js";
import { makeFolder, replaceFile } from "../system/files.js";
import { withLockedEnvironment, type Environment, type OperationOptions } from "./stages/environment.js";
import { migrateOptions } from "./stages/migrate-ready.js";
import { pgDump } from "./stages/pg-dump.js";
import { requireDatabase } from "./stages/require-running.js";
import { quoteForShell } from "../system/shell-quote.js";
import { infra } from "../system/own-command.js";
import { ignoreMissing, isMissing } from "../system/missing.js";

export interface MigrateDumpReport {
  name: string;
  /** Absolute path of the file. */
  path: string;
  /** The file was different before. Never true for a check. */
  changed: boolean;
  /** Migrations that are not applied, so not in the dump. */
  pending: readonly string[];
}

export interface MigrateDumpOptions extends OperationOptions {
  /** Absolute path; `migrations.schemaFile` of the configuration when absent. */
  output?: string;
  /** Writes nothing, and fails if the file is out of date. */
  check: boolean;
}

/**
 * Writes the schema of the running database to a file, for reviews: the same bytes for the same schema. A file with the
 * same content is not rewritten.
 *
 * @throws InfraError SERVICES_NOT_RUNNING; LEDGER_INTEGRITY from `check`; USAGE without a pg_dump or with an output that is
 *   no file
 */
export async function migrateDump(options: MigrateDumpOptions): Promise<MigrateDumpReport> {
  return withLockedEnvironment(options, "migrate dump", async (environment) => {
    const { config } = environment;
    const path = options.output ?? config.migrations.schemaFile;
    const current = await readTarget(path);
    const { schema, pending } = await readSchema(environment);
    const upToDate = current?.replaceAll("\r\n", "\n") === schema;
    if (options.check && !upToDate) throw outOfDate(path, { current, schema });
    if (!upToDate) await write(path, schema, config);
    return { name: config.name, path, changed: !upToDate, pending };
  });
}

async function readSchema(environment: Environment): Promise<{ schema: string; pending: readonly string[] }> {
  const { config, env, context } = environment;
  const { database, runtime } = await requireDatabase(environment);
  const settings = migrateOptions(database, config, context);
  const { planMigrations } = await import("../migrations/commands/migrate.js");
  const { dumpArguments, reviewableDump, serverMajorOf } =
    await import("../migrations/commands/schema-dump.js");
  const pending = (await planMigrations(settings)).pending.map(({ filename }) => filename);
  if (pending.length > 0) {
    const message = `The dump does not contain migrations that are not applied: ${pending.join(", ")}`;
    context.emit({ type: "warning", message });
  }
  const serverMajor = await serverMajorOf(settings);
  const args = dumpArguments({ lockWaitMs: config.migrations.waitMs });
  const dump = await pgDump({ database, runtime, serverMajor, env, context }, args);
  return { schema: reviewableDump(dump), pending };
}

/** `undefined` when there is none. */
async function readTarget(path: string): Promise<string | undefined> {
  const found = await lstat(path).catch(ignoreMissing);
  if (found === undefined) return undefined;
  if (found.isFile()) return readFile(path, "utf8");
  throw new InfraError("USAGE", `${path} is not a regular file and is not replaced`, {
    hint: `Name another file: ${infra("migrate", "dump", "--output", "FILE")}`,
  });
}

async function write(path: string, schema: string, { projectDir }: ResolvedConfig): Promise<void> {
  if (liesIn(projectDir, path)) {
    const target = pathInCheckout(projectDir, path);
    await makeFolder(dirname(target), 0o755);
    return replaceFile(target, schema, { mode: 0o644 });
  }
  try {
    await atomicWrite(path, schema, { mode: 0o644 });
  } catch (cause) {
    if (!isMissing(cause)) throw cause;
    throw new InfraError("USAGE", `The folder ${dirname(path)} does not exist`, {
      hint: `Create it: mkdir -p ${quoteForShell(dirname(path))}`,
      cause,
    });
  }
}

const MAX_DIFF_LINES = 40;

function outOfDate(
  path: string,
  { current, schema }: { current: string | undefined; schema: string },
): InfraError {
  const hint = `Write it again and review the changes: ${infra("migrate", "dump")}`;
  if (current === undefined) {
    return new InfraError("LEDGER_INTEGRITY", `${path} does not exist`, { hint, details: { path } });
  }
  const diff = diffLines(current.replaceAll("\r\n", "\n"), schema);
  const shown = diff.slice(0, MAX_DIFF_LINES).map((line) => `\n  ${line}`);
  const more = diff.length > MAX_DIFF_LINES ? `\n  … and ${diff.length - MAX_DIFF_LINES} more lines` : "";
  const message = `${path} does not match the schema of the database (- the file, + the database):${shown.join("")}${more}`;
  return new InfraError("LEDGER_INTEGRITY", message, { hint, details: { path, diff } });
}
