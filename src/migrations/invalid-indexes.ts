import { quoteIdentifier } from "./sql-text.js";
import type { Session } from "./session.js";

/** An index that a broken-off CREATE INDEX CONCURRENTLY left: it costs writes and serves nobody. */
export interface InvalidIndex {
  name: string;
  /** Schema and name, quoted for SQL. */
  qualified: string;
}

/** Invalid indexes that nobody is building right now. Partitioned ones are invalid by design until all parts are there. */
export async function findInvalidIndexes(session: Session): Promise<InvalidIndex[]> {
  const rows = await session.query<{ schema: string; name: string }>(`
    select n.nspname as schema, c.relname as name
    from pg_catalog.pg_index i
      join pg_catalog.pg_class c on c.oid = i.indexrelid
      join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    where not i.indisvalid and c.relkind = 'i' and n.nspname !~ '^pg_'
      and not exists (select from pg_catalog.pg_stat_progress_create_index p where p.index_relid = i.indexrelid)
    order by 1, 2`);
  return rows.map(({ schema, name }) => ({
    name,
    qualified: `${quoteIdentifier(schema)}.${quoteIdentifier(name)}`,
  }));
}

/** How to get rid of them, a line each. */
export function dropAdvice(indexes: readonly InvalidIndex[]): string {
  return indexes.map(({ qualified }) => `DROP INDEX CONCURRENTLY ${qualified};`).join("\n");
}
