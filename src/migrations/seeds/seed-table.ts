import { keptCheck, relationFault, relationQuery, type FoundRelation } from "../ledger/record-table.js";
import type { LedgerEntry } from "../model/report.js";
import type { Session } from "../../postgres/session.js";
import { quoteLiteral } from "../../postgres/quote.js";
import type { SqlFile } from "../files/sql-folder.js";

/** Which seeds ran, by file name; in addition to the ledger, and like it always written with its schema. */
export const SEED_TABLE = "public.schema_seeds";

/** A seed as it last ran. */
type SeedEntry = Omit<LedgerEntry, "contentChecksum"> & { contentChecksum: string };

export type SeedTable =
  { kind: "absent" } | { kind: "foreign"; fault: string } | { kind: "ours"; rows: readonly SeedEntry[] };

/** Read-only. */
export async function readSeedTable(session: Session): Promise<SeedTable> {
  const [found] = await session.query<{ relation: FoundRelation | null }>(
    `select ${relationQuery("schema_seeds")} as relation`,
  );
  if (!found?.relation) return { kind: "absent" };
  const fault = relationFault(SEED_TABLE, found.relation);
  if (fault !== undefined) return { kind: "foreign", fault };
  const rows = await session.query<SeedEntry>(`
    select filename, checksum, content_checksum as "contentChecksum",
      pg_catalog.to_char(applied_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "appliedAt",
      duration_ms as "durationMs", tool_version as "toolVersion", applied_by as "appliedBy"
    from ${SEED_TABLE} order by filename`);
  return { kind: "ours", rows };
}

export async function createSeedTable(session: Session): Promise<void> {
  await session.query(`
    create table if not exists ${SEED_TABLE} (
      filename text primary key,
      checksum text not null,
      content_checksum text not null,
      applied_at timestamptz not null default pg_catalog.clock_timestamp(),
      duration_ms double precision not null,
      tool_version text not null,
      applied_by text not null default session_user
    )`);
}

/** The statement that records a seed, also one that ran before; inside its own transaction it takes its time from there. */
export function recordSeedStatement(
  file: Pick<SqlFile, "filename" | "checksum" | "contentChecksum"> & { toolVersion: string },
  durationMs?: number,
): string {
  const { filename, checksum, contentChecksum, toolVersion } = file;
  const values = [filename, checksum, contentChecksum, toolVersion].map(quoteLiteral);
  const duration =
    durationMs ??
    "extract(epoch from pg_catalog.clock_timestamp() - pg_catalog.transaction_timestamp())::float8 * 1000";
  return `insert into ${SEED_TABLE} (filename, checksum, content_checksum, tool_version, duration_ms)
    values (${values.join(", ")}, ${duration})
    on conflict (filename) do update set (checksum, content_checksum, applied_at, duration_ms, tool_version, applied_by) =
      row (excluded.checksum, excluded.content_checksum, excluded.applied_at, excluded.duration_ms,
        excluded.tool_version, excluded.applied_by);
    ${keptCheck(SEED_TABLE, file)}`;
}
