import type { Session } from "../run/session.js";
import { quoteIdentifier } from "../sql/sql-text.js";

/** Tables, views and indexes of users, as SQL names them: `game.players`. */
export async function readRelations(session: Session): Promise<string[]> {
  const rows = await session.query<{ schema: string; name: string }>(`
    select n.nspname as schema, c.relname as name
    from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    where n.nspname not like 'pg\\_%' and n.nspname <> 'information_schema' and c.relkind in ('r', 'p', 'v', 'm', 'f', 'i', 'I')`);
  return rows.map(({ schema, name }) => `${plain(schema)}.${plain(name)}`);
}

/** Quoted only where need be, as names are in what the rules say. */
function plain(name: string): string {
  return /^[a-z_][a-z0-9_]*$/.test(name) ? name : quoteIdentifier(name);
}
