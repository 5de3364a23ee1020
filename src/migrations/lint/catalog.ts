import type { Session } from "../../postgres/session.js";
import type { PreparedMigration } from "../ledger/migration-state.js";
import type { Column } from "./columns.js";
import { plainName } from "./relation-name.js";

/** The objects of users before the run. Names are as SQL writes them. */
export interface Catalog {
  /** Tables, views and indexes: `game.players`. */
  relations: readonly string[];
  /** Of tables; empty if not requested. */
  columns: readonly Column[];
  /** Functions and procedures that can do more than compute. */
  routines: readonly string[];
}

/** The facts about the database that the rules need for these files. */
export async function readCatalog(
  session: Pick<Session, "query">,
  pending: readonly PreparedMigration[],
): Promise<Catalog> {
  if (pending.length === 0) return { relations: [], columns: [], routines: [] };
  const changesTypes = pending.some(({ migration }) => /\btype\b/i.test(migration.text));
  return {
    relations: await readRelations(session),
    columns: changesTypes ? await readColumns(session) : [],
    routines: await readRoutines(session),
  };
}

async function readRelations(session: Pick<Session, "query">): Promise<string[]> {
  const rows = await session.query<{ schema: string; name: string }>(`
    select n.nspname as schema, c.relname as name
    from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    where ${OF_USERS} and c.relkind in ('r', 'p', 'v', 'm', 'f', 'i', 'I')`);
  return rows.map(({ schema, name }) => `${plainName(schema)}.${plainName(name)}`);
}

/** For the tests, too. */
export async function readColumns(session: Pick<Session, "query">): Promise<Column[]> {
  const rows = await session.query<Column>(`
    select c.relname as table, a.attname as name, pg_catalog.format_type(a.atttypid, a.atttypmod) as type,
      exists (
        select from pg_catalog.pg_constraint k where k.conrelid = c.oid and k.contype = 'c' and a.attnum = any (k.conkey)
      ) as "isChecked",
      exists (
        select from pg_catalog.pg_index i join pg_catalog.pg_depend d
          on d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.objid = i.indexrelid
        where i.indrelid = c.oid and (i.indexprs is not null or i.indpred is not null)
          and d.refobjid = c.oid and d.refobjsubid = a.attnum
      ) as "isInExpression"
    from pg_catalog.pg_attribute a
      join pg_catalog.pg_class c on c.oid = a.attrelid
      join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    where ${OF_USERS} and c.relkind in ('r', 'p') and a.attnum > 0 and not a.attisdropped`);
  return rows.map((row) => ({ ...row, table: plainName(row.table), name: plainName(row.name) }));
}

/** Those that are stable or immutable may not change anything; those in C are extensions' and compute. */
async function readRoutines(session: Pick<Session, "query">): Promise<string[]> {
  const rows = await session.query<{ name: string }>(`
    select distinct f.proname as name
    from pg_catalog.pg_proc f
      join pg_catalog.pg_namespace n on n.oid = f.pronamespace
      join pg_catalog.pg_language l on l.oid = f.prolang
    where ${OF_USERS} and f.provolatile = 'v' and l.lanname not in ('c', 'internal')`);
  return rows.map(({ name }) => plainName(name));
}

const OF_USERS = "n.nspname not like 'pg\\\\_%' and n.nspname <> 'information_schema'";
