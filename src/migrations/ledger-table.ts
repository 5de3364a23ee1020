import type { LedgerEntry } from "./report.js";
import type { Session } from "./session.js";
import { quoteLiteral } from "./sql-text.js";

/** What the database says about itself and its ledger. */
export interface DatabaseState {
  /** Of the cluster; a copy of its data directory keeps it. */
  systemIdentifier: string;
  database: string;
  extensions: readonly string[];
  table: { kind: "absent"; isEmptyDatabase: boolean } | { kind: "foreign" } | { kind: "ours" };
}

/** A row about to be written. */
export type NewEntry = Pick<LedgerEntry, "filename" | "checksum" | "contentChecksum" | "toolVersion">;

/** Always written with its schema: a migration may have changed the search path. */
export const LEDGER_TABLE = "public.schema_migrations";

const COLUMNS = [
  "filename",
  "checksum",
  "content_checksum",
  "applied_at",
  "duration_ms",
  "tool_version",
  "applied_by",
];

/** Looks, and changes nothing. */
export async function inspectDatabase(session: Session): Promise<DatabaseState> {
  const [row] = await session.query<InspectionRow>(`
    select (select system_identifier::text from pg_catalog.pg_control_system()) as "systemIdentifier",
      pg_catalog.current_database()::text as database,
      (select pg_catalog.json_agg(extname) from pg_catalog.pg_extension) as extensions,
      (select pg_catalog.json_build_object('kind', c.relkind, 'columns',
          (select pg_catalog.json_agg(a.attname) from pg_catalog.pg_attribute a
           where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped))
       from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
       where n.nspname = 'public' and c.relname = 'schema_migrations') as relation`);
  if (!row) throw new Error("the server returned no row for a query without FROM");
  const { systemIdentifier, database, extensions, relation } = row;
  return { systemIdentifier, database, extensions: extensions ?? [], table: await judge(session, relation) };
}

/** All rows, in the order they were applied. */
export async function readLedgerTable(session: Session): Promise<LedgerEntry[]> {
  return session.query<LedgerEntry>(`
    select filename, checksum, content_checksum as "contentChecksum",
      pg_catalog.to_char(applied_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "appliedAt",
      duration_ms as "durationMs", tool_version as "toolVersion", applied_by as "appliedBy"
    from ${LEDGER_TABLE} order by applied_at, filename`);
}

/** Creates the table if need be and fills it with `imported` rows: one message, so one transaction. */
export async function createLedgerTable(session: Session, imported: readonly LedgerEntry[]): Promise<void> {
  await session.query(`
    create table if not exists ${LEDGER_TABLE} (
      filename text primary key,
      checksum text not null,
      content_checksum text,
      applied_at timestamptz not null default pg_catalog.clock_timestamp(),
      duration_ms double precision not null,
      tool_version text not null,
      applied_by text not null default session_user
    );
    ${imported.map(insertImported).join("\n")}`);
}

/** The statement that records a file; run inside the file's own transaction it takes its time from there. */
export function insertStatement(entry: NewEntry, durationMs?: number): string {
  const values = [entry.filename, entry.checksum, entry.contentChecksum, entry.toolVersion].map(
    literalOrNull,
  );
  const duration =
    durationMs ??
    "extract(epoch from pg_catalog.clock_timestamp() - pg_catalog.transaction_timestamp())::float8 * 1000";
  return `insert into ${LEDGER_TABLE} (filename, checksum, content_checksum, tool_version, duration_ms)
    values (${values.join(", ")}, ${duration})`;
}

/** The statement that replaces what is recorded about a file's content. */
export function updateChecksumsStatement(entry: Omit<NewEntry, "toolVersion">): string {
  return `update ${LEDGER_TABLE} set checksum = ${quoteLiteral(entry.checksum)},
    content_checksum = ${literalOrNull(entry.contentChecksum)} where filename = ${quoteLiteral(entry.filename)}`;
}

interface InspectionRow {
  systemIdentifier: string;
  database: string;
  extensions: string[] | null;
  relation: { kind: string; columns: string[] | null } | null;
}

async function judge(session: Session, relation: InspectionRow["relation"]): Promise<DatabaseState["table"]> {
  if (relation === null) return { kind: "absent", isEmptyDatabase: await isEmptyDatabase(session) };
  const isOurs = relation.kind === "r" && COLUMNS.every((column) => relation.columns?.includes(column));
  return { kind: isOurs ? "ours" : "foreign" };
}

/** Tables, views, sequences of users; what an extension brought does not count. */
async function isEmptyDatabase(session: Session): Promise<boolean> {
  const [row] = await session.query<{ empty: boolean }>(`
    select not exists (
      select from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
      where n.nspname not like 'pg\\_%' and n.nspname <> 'information_schema' and c.relkind in ('r', 'p', 'v', 'm', 'S', 'f')
        and not exists (
          select from pg_catalog.pg_depend d
          where d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.objid = c.oid and d.deptype = 'e'
        )
    ) as empty`);
  return row?.empty === true;
}

function insertImported(entry: LedgerEntry): string {
  const values = [entry.filename, entry.checksum, entry.contentChecksum, entry.appliedAt, entry.toolVersion];
  return `insert into ${LEDGER_TABLE} (filename, checksum, content_checksum, applied_at, tool_version, duration_ms, applied_by)
    values (${values.map(literalOrNull).join(", ")}, ${entry.durationMs}, ${quoteLiteral(entry.appliedBy)});`;
}

function literalOrNull(value: string | null): string {
  return value === null ? "null" : quoteLiteral(value);
}
