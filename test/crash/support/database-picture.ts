import { query } from "../../support/clients.js";
import type { TemporaryProject } from "../../support/temporary-project.js";

/**
 * All that migrations make of a database, as text: definitions as the server prints them, rows, and what the ledger says. Two databases with
 * one picture are the same to an application.
 */
export async function databasePicture(project: TemporaryProject): Promise<string[]> {
  const parts = await Promise.all(QUESTIONS.map((text) => query<{ line: string }>(project, text)));
  const tables = await query<{ name: string }>(
    project,
    "select format('%I', relname) as name from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace and relname <> 'schema_migrations' order by 1",
  );
  const rows = await query<{ line: string }>(
    project,
    tables
      .map(
        ({ name }) =>
          `select format('rows of %s: %s', '${name}', (select md5(coalesce(string_agg(x::text, e'\\n' order by x::text), '')) from ${name} x)) as line`,
      )
      .join(" union all "),
  );
  return [...parts.flat(), ...rows].map(({ line }) => line);
}

const QUESTIONS = [
  // Names, kinds and columns of tables, views, indexes and sequences.
  `select format('%s %s: %s', c.relkind, c.relname, (select string_agg(format('%s %s%s %s', attname, format_type(atttypid, atttypmod),
     case when attnotnull then ' not null' end, pg_get_expr(d.adbin, d.adrelid)), ', ' order by attnum)
     from pg_attribute a left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
     where a.attrelid = c.oid and attnum > 0 and not attisdropped)) as line
   from pg_class c where relnamespace = 'public'::regnamespace order by relkind, relname`,
  `select format('constraint %s: %s', conname, pg_get_constraintdef(oid)) as line
   from pg_constraint where connamespace = 'public'::regnamespace order by conname, conrelid::regclass::text`,
  `select format('index %s valid %s', pg_get_indexdef(indexrelid), indisvalid) as line
   from pg_index join pg_class c on c.oid = indexrelid where relnamespace = 'public'::regnamespace order by relname`,
  `select format('view %s: %s', viewname, definition) as line from pg_views where schemaname = 'public' order by viewname`,
  `select pg_get_functiondef(oid) as line from pg_proc where pronamespace = 'public'::regnamespace order by proname`,
  `select format('enum %s: %s', t.typname, string_agg(enumlabel, ',' order by enumsortorder)) as line
   from pg_enum e join pg_type t on t.oid = e.enumtypid group by t.typname order by 1`,
  `select format('ledger %s %s', filename, checksum) as line from schema_migrations order by filename`,
];
