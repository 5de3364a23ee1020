import { InfraError } from "../../errors/infra-error.js";
import { messageOf } from "../../errors/message.js";
import type { InfraContext } from "../../events.js";
import { orInterrupted } from "../../postgres/cancel-on-abort.js";
import { inspectDatabase } from "../ledger/ledger-table.js";
import { withMigrationLock } from "./lock.js";
import type { MigrateOptions } from "../model/options.js";
import { openMigrationSession } from "./open-session.js";
import type { Session } from "../../postgres/session.js";
import { quoteIdentifier, quoteLiteral } from "../../postgres/quote.js";

/**
 * Creates the extensions that are not there yet, under the migration lock. Returns their names.
 *
 * @throws CONFIG_INVALID when the server lacks one, naming what has it.
 */
export async function ensureExtensions(
  options: Pick<MigrateOptions, "connection" | "waitMs" | "context"> & { extensions: readonly string[] },
): Promise<readonly string[]> {
  if (options.extensions.length === 0) return [];
  const session = await openMigrationSession(options);
  try {
    const wanted = missingExtensions(options.extensions, (await inspectDatabase(session)).extensions);
    if (wanted.length === 0) return [];
    const { context } = options;
    return await withMigrationLock(session, options, () => createExtensions(wanted, { session, context }));
  } finally {
    await session.close();
  }
}

/** Those that are wanted and not installed. */
export function missingExtensions(wanted: readonly string[], installed: readonly string[]): string[] {
  return wanted.filter((name) => !installed.includes(name));
}

/** Creates extensions and what they need; the caller holds the migration lock. */
export async function createExtensions(
  names: readonly string[],
  { session, context }: { session: Session; context: Pick<InfraContext, "signal"> },
): Promise<readonly string[]> {
  if (names.length > 0) await refuseUnavailable(session, names);
  for (const name of names) {
    await orInterrupted({ session, context }, `while creating the extension ${name}`, () =>
      createExtension(name, session),
    );
  }
  return names;
}

async function createExtension(name: string, session: Session): Promise<void> {
  try {
    await session.send(`create extension if not exists ${quoteIdentifier(name)} cascade`).done;
  } catch (error) {
    throw new InfraError("CONFIG_INVALID", `Extension ${name} cannot be created: ${messageOf(error)}`, {
      hint: "It is listed in postgres.extensions of the configuration",
      details: { extension: name },
      cause: error,
    });
  }
}

async function refuseUnavailable(session: Session, names: readonly string[]): Promise<void> {
  const available = await session.query<{ name: string }>(
    `select name::text from pg_catalog.pg_available_extensions
     where name in (${names.map(quoteLiteral).join(", ")})`,
  );
  const lacking = names.filter((name) => !available.some((row) => row.name === name));
  if (lacking.length === 0) return;
  throw new InfraError("CONFIG_INVALID", `This PostgreSQL server lacks the extension ${lacking.join(", ")}`, {
    hint: lacking.map(providerOf).join("\n"),
    details: { extensions: lacking },
  });
}

/** Image and Debian package that carry an extension; names as their projects publish them. */
const PROVIDERS: Readonly<Record<string, { image: string; debianPackage: string }>> = {
  vector: { image: "pgvector/pgvector:pg18", debianPackage: "postgresql-18-pgvector" },
  postgis: { image: "postgis/postgis:18-3.6", debianPackage: "postgresql-18-postgis-3" },
  timescaledb: { image: "timescale/timescaledb:latest-pg18", debianPackage: "timescaledb-2-postgresql-18" },
  pg_cron: { image: "an image that includes it", debianPackage: "postgresql-18-cron" },
  hypopg: { image: "an image that includes it", debianPackage: "postgresql-18-hypopg" },
  pg_partman: { image: "an image that includes it", debianPackage: "postgresql-18-partman" },
};

function providerOf(name: string): string {
  const provider = PROVIDERS[name];
  if (!provider) {
    return `${name}: set postgres.image to an image that has it, or remove it from postgres.extensions`;
  }
  return `${name}: set postgres.image to ${provider.image}, or install the package ${provider.debianPackage} on the server`;
}
