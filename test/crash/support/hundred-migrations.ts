import { mark, onceTable } from "./project.js";

const COUNT = 100;

/**
 * A hundred files of the usual kinds, each of which tells how often it was applied: tables that lean on each other, rows, types, functions,
 * views, triggers, and some that cannot run in a transaction.
 */
export function hundredMigrations(): Record<string, string> {
  const names = Array.from({ length: COUNT }, (_, index) => `${String(index + 1).padStart(3, "0")}_step.sql`);
  return Object.fromEntries(
    names.map((name, index) => [name, index === 0 ? firstStep(name) : step(name, index)]),
  );
}

function firstStep(name: string): string {
  return `create table ${onceTable} (filename text);\n${mark(name)}`;
}

function step(name: string, index: number): string {
  const table = `t${index}`;
  // No mark: without a transaction a statement may have run although nothing says so, and has to bear being repeated.
  if (index % 20 === 19) {
    return `-- infra:no-transaction\ncreate index concurrently if not exists ${table}_late on t${index - 1} (id);\n`;
  }
  const parent = index > 1 && index % 20 !== 0 ? ` references t${index - 1} (id)` : "";
  return [
    `create table ${table} (id int primary key${parent}, note text not null default 'ä;''$$');`,
    ...(parent === "" ? [`insert into ${table} select n from generate_series(1, 50) n;`] : []),
    ...(index % 5 === 0
      ? [
          `create function f${index}() returns int language sql begin atomic select count(*)::int from ${table}; end;`,
          `create type e${index} as enum ('a', 'b');`,
          `create view v${index} as select *, f${index}() from ${table};`,
        ]
      : []),
    ...(index % 7 === 0
      ? [`do $$ begin execute 'create index ${table}_note on ${table} (note)'; end $$;`]
      : []),
    mark(name),
  ].join("\n");
}
