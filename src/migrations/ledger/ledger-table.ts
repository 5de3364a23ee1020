import type { MigrationSource } from "../files/migration-folder.js";
import { contentOf } from "../files/sql-folder.js";
import type { LedgerEntry } from "../model/report.js";
import type { Session } from "../../postgres/session.js";
import { goneCheck, keptCheck, relationFault, relationQuery, type FoundRelation } from "./record-table.js";
import { quoteLiteral } from "../../postgres/quote.js";

/** The identity of the database and its ledger. */
export interface DatabaseState {
  /** Of the cluster; a copy of its data directory keeps it. */
  systemIdentifier: string;
  database: string;
  extensions: readonly string[];
  table: { kind: "absent"; isEmptyDatabase: boolean } | { kind: "foreign"; fault: string } | OurTable;
}

/** `keepsContent` is false for a table from before the applied text was kept; the next run that writes adds the column. */
interface OurTable {
  kind: "ours";
  keepsContent: boolean;
}

/** A row taken over from elsewhere; `content` is the applied text where it is known. */
export type ForeignEntry = LedgerEntry & { content: string | null };

/** A file about to be recorded. */
export interface NewEntry {
  source: MigrationSource;
  toolVersion: string;
}

/** Always written with its schema: a migration may have changed the search path. */
export const LEDGER_TABLE = "public.schema_migrations";

/** Read-only. */
export async function inspectDatabase(session: Session): Promise<DatabaseState> {
  const [row] = await session.query<InspectionRow>(`
    select (select system_identifier::text from pg_catalog.pg_control_system()) as "systemIdentifier",
      pg_catalog.current_database()::text as database,
      (select pg_catalog.json_agg(extname) from pg_catalog.pg_extension) as extensions,
      ${relationQuery("schema_migrations")} as relation`);
  if (!row) throw new Error("the server returned no row for a query without FROM");
  const { systemIdentifier, database, extensions, relation } = row;
  return { systemIdentifier, database, extensions: extensions ?? [], table: await judge(session, relation) };
}

/** Does the table hold the applied texts? */
export function keepsContent({ table }: DatabaseState): boolean {
  return table.kind === "ours" && table.keepsContent;
}

/** All rows, in the order they were applied. */
export async function readLedgerTable(session: Session): Promise<LedgerEntry[]> {
  return session.query<LedgerEntry>(`
    select filename, checksum, content_checksum as "contentChecksum",
      pg_catalog.to_char(applied_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "appliedAt",
      duration_ms as "durationMs", tool_version as "toolVersion", applied_by as "appliedBy"
    from ${LEDGER_TABLE} order by applied_at, filename`);
}

/** The applied text of these files, by name, where it is known. Nothing else reads it: the texts may be many and long. */
export async function readContents(
  session: Session,
  filenames: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const rows = await session.query<{ filename: string; content: string }>(
    `select filename, content from ${LEDGER_TABLE}
     where content is not null and filename in (${filenames.map(quoteLiteral).join(", ")})`,
  );
  return new Map(rows.map(({ filename, content }) => [filename, content]));
}

/** Statements that create the table if need be, or give it the column it lacks, and fill it with `imported` rows. */
export function tableStatements(imported: readonly ForeignEntry[] = []): string {
  return `
    create table if not exists ${LEDGER_TABLE} (
      filename text primary key,
      checksum text not null,
      content_checksum text,
      applied_at timestamptz not null default pg_catalog.clock_timestamp(),
      duration_ms double precision not null,
      tool_version text not null,
      applied_by text not null default session_user
    );
    alter table ${LEDGER_TABLE} add column if not exists content text;
    ${imported.map(insertImported).join("\n")}`;
}

/** The statements that record a file and check that it was; run inside the file's own transaction it takes its time from there. */
export function insertStatement({ source, toolVersion }: NewEntry, durationMs?: number): string {
  const duration =
    durationMs ??
    "extract(epoch from pg_catalog.clock_timestamp() - pg_catalog.transaction_timestamp())::float8 * 1000";
  return `insert into ${LEDGER_TABLE} (filename, checksum, content_checksum, content, tool_version, duration_ms)
    values (${[...fileValues(source), quoteLiteral(toolVersion)].join(", ")}, ${duration});
    ${keptCheck(LEDGER_TABLE, source)}`;
}

/** The statement that records a file as applied although it did not run here. */
export function insertBaselineStatement({ source, toolVersion }: NewEntry): string {
  return `insert into ${LEDGER_TABLE} (filename, checksum, content_checksum, content, tool_version, duration_ms, applied_by)
    values (${[...fileValues(source), quoteLiteral(toolVersion)].join(", ")}, 0, 'baseline');
    ${keptCheck(LEDGER_TABLE, source)}`;
}

/** The statement that replaces what is recorded about a file's content. */
export function updateContentStatement(source: MigrationSource): string {
  const [filename, ...content] = fileValues(source);
  return `update ${LEDGER_TABLE} set (checksum, content_checksum, content) = (${content.join(", ")}) where filename = ${filename};
    ${keptCheck(LEDGER_TABLE, source)}`;
}

/** The statement that removes the record of a file. If the file comes back, it runs again. */
export function deleteStatement(filename: string): string {
  return `delete from ${LEDGER_TABLE} where filename = ${quoteLiteral(filename)};
    ${goneCheck(LEDGER_TABLE, filename)}`;
}

function fileValues(source: MigrationSource): string[] {
  const { filename, checksum, contentChecksum } = source;
  return [filename, checksum, contentChecksum, contentOf(source)].map(literalOrNull);
}

interface InspectionRow {
  systemIdentifier: string;
  database: string;
  extensions: string[] | null;
  relation: FoundRelation | null;
}

async function judge(session: Session, relation: InspectionRow["relation"]): Promise<DatabaseState["table"]> {
  if (relation === null) return { kind: "absent", isEmptyDatabase: await isEmptyDatabase(session) };
  const fault = relationFault(LEDGER_TABLE, relation);
  if (fault !== undefined) return { kind: "foreign", fault };
  return { kind: "ours", keepsContent: relation.columns?.includes("content") === true };
}

/** Has it no tables, views, sequences or functions of users? What an extension brought does not count, nor does the ledger. */
export async function isEmptyDatabase(session: Session): Promise<boolean> {
  const [row] = await session.query<{ empty: boolean }>(`
    select not exists (
      select from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
      where n.nspname not like 'pg\\_%' and n.nspname <> 'information_schema' and c.relkind in ('r', 'p', 'v', 'm', 'S', 'f')
        and not (n.nspname = 'public' and c.relname = 'schema_migrations')
        and not exists (
          select from pg_catalog.pg_depend d
          where d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.objid = c.oid and d.deptype = 'e'
        )
    ) and not exists (
      select from pg_catalog.pg_proc f join pg_catalog.pg_namespace n on n.oid = f.pronamespace
      where n.nspname not like 'pg\\_%' and n.nspname <> 'information_schema'
        and not exists (
          select from pg_catalog.pg_depend d
          where d.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass and d.objid = f.oid and d.deptype = 'e'
        )
    ) as empty`);
  return row?.empty === true;
}

function insertImported(entry: ForeignEntry): string {
  const { filename, checksum, contentChecksum, content, appliedAt, toolVersion, durationMs, appliedBy } =
    entry;
  const values = [filename, checksum, contentChecksum, content, appliedAt, toolVersion, appliedBy];
  return `insert into ${LEDGER_TABLE} (filename, checksum, content_checksum, content, applied_at, tool_version, applied_by, duration_ms)
    values (${values.map(literalOrNull).join(", ")}, ${durationMs});
    ${keptCheck(LEDGER_TABLE, entry)};`;
}

function literalOrNull(value: string | null): string {
  return value === null ? "null" : quoteLiteral(value);
}
