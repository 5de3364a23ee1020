import { identifierOf } from "../sql/identifiers.js";
import { tokenAt, type Token } from "../sql/lexer.js";
import { quoteIdentifier } from "../../postgres/quote.js";
import type { Session } from "../../postgres/session.js";

/** An index that an interrupted CREATE INDEX CONCURRENTLY left: it slows down writes and no query uses it. */
export interface InvalidIndex {
  name: string;
  /** Schema and name, quoted for SQL. */
  qualified: string;
}

/** Invalid indexes that no session is building at the moment. Partitioned ones are invalid by design until all parts are there. */
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

/** Those of them that the file speaks of by name. */
export function namedIn(text: string, indexes: readonly InvalidIndex[]): InvalidIndex[] {
  const names = namesIn(text);
  return indexes.filter(({ name }) => names.has(name));
}

/** As text, for people who do not know invalid indexes. */
export function invalidIndexText(indexes: readonly InvalidIndex[]): string {
  const names = indexes.map(({ qualified }) => qualified).join(", ");
  return `${indexes.length === 1 ? `The index ${names} is` : `The indexes ${names} are`} invalid, left by a CREATE INDEX CONCURRENTLY that failed or was interrupted: queries do not use ${indexes.length === 1 ? "it" : "them"}, but every write updates ${indexes.length === 1 ? "it" : "them"}`;
}

/** How to get rid of them, a line each. */
export function dropAdvice(indexes: readonly InvalidIndex[]): string {
  return indexes.map(({ qualified }) => `DROP INDEX CONCURRENTLY ${qualified};`).join("\n");
}

/** Every name in the text, as PostgreSQL stores names. */
function namesIn(text: string): Set<string> {
  const names = new Set<string>();
  let token: Token;
  for (let at = 0; at < text.length; at = token.end) {
    token = tokenAt(text, at);
    const name = identifierOf(text, token);
    if (name !== undefined) names.add(name);
  }
  return names;
}
