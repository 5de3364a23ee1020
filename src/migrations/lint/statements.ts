import { alterTable } from "./alter-table.js";
import { claim, QUIET_MOMENT, type LockClaim } from "./claim.js";
import { UNKNOWN_COLUMNS, type Columns } from "./columns.js";
import { TokenCursor } from "./token-cursor.js";

/**
 * Which relations a statement locks so that others cannot read or write them, by what it says alone. Locks that let others
 * read and write (`CREATE INDEX CONCURRENTLY`, `VALIDATE CONSTRAINT`) are none. What a function or DO block does is not
 * looked into.
 *
 * @param columns what is known of the tables that are there
 */
export function tableLocksOf(sql: string, columns: Columns = UNKNOWN_COLUMNS): LockClaim[] {
  const cursor = TokenCursor.of(sql);
  switch (cursor.takeWord()) {
    case "alter":
      return altered(cursor, columns);
    case "create":
      return created(cursor);
    case "drop":
      return dropped(cursor);
    case "truncate":
      cursor.take("table");
      return cursor.takeNames().map((table) => claim("TRUNCATE", table));
    case "lock":
      return locked(cursor);
    case "reindex":
      return reindexed(cursor);
    case "cluster":
      return clustered(cursor);
    case "vacuum":
      return vacuumed(cursor);
    case "refresh":
      return refreshed(cursor);
    default:
      return [];
  }
}

function altered(cursor: TokenCursor, columns: Columns): LockClaim[] {
  if (cursor.take("table") || cursor.take("foreign", "table")) return alterTable(cursor, columns);
  if (cursor.take("materialized", "view")) return alterTable(cursor, columns);
  if (cursor.take("view")) return named("ALTER VIEW", cursor);
  const part = cursor.takeOneOf("trigger", "rule", "policy");
  return part === undefined ? [] : onTable(`ALTER ${part.toUpperCase()}`, cursor);
}

function created(cursor: TokenCursor): LockClaim[] {
  const isReplaced = cursor.take("or", "replace");
  cursor.take("constraint");
  if (cursor.take("trigger")) return onTable("CREATE TRIGGER", cursor, { mode: "SHARE ROW EXCLUSIVE" });
  if (cursor.take("policy")) return onTable("CREATE POLICY", cursor);
  if (cursor.take("rule")) return at("CREATE RULE", cursor.after("to")?.takeName());
  if (cursor.take("unique", "index") || cursor.take("index")) return createdIndex(cursor);
  if (cursor.take("view")) return isReplaced ? named("CREATE OR REPLACE VIEW", cursor) : [];
  return createsTable(cursor) ? createdTable(cursor) : [];
}

function createdIndex(cursor: TokenCursor): LockClaim[] {
  if (cursor.take("concurrently")) return [];
  return onTable("CREATE INDEX", cursor, {
    mode: "SHARE",
    work: "index",
    advice: concurrently("CREATE INDEX"),
  });
}

/** Goes past `TEMP TABLE` and its like. */
function createsTable(cursor: TokenCursor): boolean {
  cursor.takeOneOf("global", "local");
  cursor.takeOneOf("temporary", "temp", "unlogged");
  return cursor.take("table");
}

/** CREATE TABLE locks only the tables it references. */
function createdTable(cursor: TokenCursor): LockClaim[] {
  cursor.take("if", "not", "exists");
  const table = cursor.takeName();
  const parent = cursor.take("partition", "of") ? cursor.takeName() : undefined;
  const referenced = new Set<string>();
  let rest = cursor.after("references");
  for (; rest; rest = rest.after("references")) referenced.add(rest.takeName() ?? "");
  referenced.delete("");
  referenced.delete(table ?? "");
  return [
    ...at("CREATE TABLE … PARTITION OF", parent, { advice: ATTACH_INSTEAD }),
    ...[...referenced].map((other) =>
      claim("CREATE TABLE … REFERENCES", other, { mode: "SHARE ROW EXCLUSIVE" }),
    ),
  ];
}

function dropped(cursor: TokenCursor): LockClaim[] {
  if (cursor.take("index")) {
    if (cursor.take("concurrently")) return [];
    return named("DROP INDEX", cursor, { advice: concurrently("DROP INDEX") });
  }
  if (cursor.take("table") || cursor.take("foreign", "table")) return named("DROP TABLE", cursor);
  if (cursor.take("materialized", "view")) return named("DROP MATERIALIZED VIEW", cursor);
  if (cursor.take("view")) return named("DROP VIEW", cursor);
  const part = cursor.takeOneOf("trigger", "rule", "policy");
  return part === undefined ? [] : onTable(`DROP ${part.toUpperCase()}`, cursor);
}

function locked(cursor: TokenCursor): LockClaim[] {
  cursor.take("table");
  const tables = cursor.takeNames();
  const mode = modeOf(cursor);
  return mode === undefined ? [] : tables.map((table) => claim("LOCK TABLE", table, { mode }));
}

/** `undefined` for the modes in which others may read and write. */
function modeOf(cursor: TokenCursor): LockClaim["mode"] | undefined {
  if (!cursor.take("in")) return "ACCESS EXCLUSIVE";
  if (cursor.take("access", "exclusive")) return "ACCESS EXCLUSIVE";
  if (cursor.take("exclusive")) return "EXCLUSIVE";
  if (cursor.take("share", "row", "exclusive")) return "SHARE ROW EXCLUSIVE";
  return cursor.take("share", "mode") ? "SHARE" : undefined;
}

function reindexed(cursor: TokenCursor): LockClaim[] {
  if (cursor.has("concurrently")) return [];
  skipOptions(cursor);
  const lock = { work: "index", advice: concurrently("REINDEX") } as const;
  if (cursor.take("index")) return named("REINDEX INDEX", cursor, lock);
  return cursor.take("table") ? named("REINDEX TABLE", cursor, { ...lock, mode: "SHARE" }) : [];
}

function clustered(cursor: TokenCursor): LockClaim[] {
  skipOptions(cursor);
  cursor.take("verbose");
  return named("CLUSTER", cursor, { work: "rewrite", advice: QUIET_MOMENT });
}

function vacuumed(cursor: TokenCursor): LockClaim[] {
  const isFull = cursor.has("full") && !cursor.has("full", "false") && !cursor.has("full", "off");
  skipOptions(cursor);
  while (cursor.takeOneOf("full", "freeze", "verbose", "analyze") !== undefined);
  const lock = {
    work: "rewrite",
    advice: "Plain VACUUM makes the space available to new rows without this lock",
  } as const;
  return isFull ? cursor.takeNames().map((table) => claim("VACUUM FULL", table, lock)) : [];
}

function refreshed(cursor: TokenCursor): LockClaim[] {
  if (!cursor.take("materialized", "view") || cursor.take("concurrently")) return [];
  const advice =
    "With a unique index on the view, REFRESH MATERIALIZED VIEW CONCURRENTLY does not block reads";
  return named("REFRESH MATERIALIZED VIEW", cursor, { work: "rewrite", advice });
}

function skipOptions(cursor: TokenCursor): void {
  if (!cursor.take("(")) return;
  while (!cursor.isAtEnd && !cursor.take(")")) cursor.takeWord();
}

function named(statement: string, cursor: TokenCursor, lock?: Partial<LockClaim>): LockClaim[] {
  cursor.take("if", "exists");
  return cursor.takeNames().map((relation) => claim(statement, relation, lock));
}

function onTable(statement: string, cursor: TokenCursor, lock?: Partial<LockClaim>): LockClaim[] {
  const rest = cursor.after("on");
  rest?.take("only");
  return at(statement, rest?.takeName(), lock);
}

function at(statement: string, relation: string | undefined, lock?: Partial<LockClaim>): LockClaim[] {
  return relation === undefined ? [] : [claim(statement, relation, lock)];
}

function concurrently(statement: string): string {
  return `In a file that starts with -- infra:no-transaction: ${statement} … CONCURRENTLY`;
}

const ATTACH_INSTEAD =
  "Create the table separately, then ATTACH PARTITION, which does not block the partitioned table";
