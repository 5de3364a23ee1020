import { claim, combined, QUIET_MOMENT, type LockClaim } from "./claim.js";
import type { Columns } from "./columns.js";
import type { TokenCursor } from "./token-cursor.js";
import { typeChange, type TypeChange } from "./type-change.js";

/**
 * What ALTER TABLE locks, read from behind those words. The facts are in PostgreSQL's manual, ALTER TABLE ("Notes") and
 * "Explicit Locking".
 */
export function alterTable(cursor: TokenCursor, columns: Columns): LockClaim[] {
  if (cursor.take("all", "in", "tablespace")) return [];
  cursor.take("if", "exists");
  cursor.take("only");
  const table = cursor.takeName();
  if (table === undefined) return [];
  cursor.take("*");
  return combined(cursor.parts().flatMap((action) => lockOf(table, action, columns)));
}

function lockOf(table: string, action: TokenCursor, columns: Columns): LockClaim[] {
  const verb = action.takeWord();
  switch (verb) {
    case "add":
      return added(table, action);
    case "alter":
      return altered(table, action, columns);
    case "drop":
      return [claim(`ALTER TABLE … DROP ${action.take("constraint") ? "CONSTRAINT" : "COLUMN"}`, table)];
    case "set":
      return settings(table, action);
    case "attach":
      return attached(action);
    case "detach":
      return detached(table, action);
    case "enable":
    case "disable":
      return [switched(table, { verb: verb.toUpperCase(), action })];
    // These do not block reads and writes.
    case "validate":
    case "cluster":
    case "reset":
      return [];
    default:
      return [claim(`ALTER TABLE … ${verb.toUpperCase()}`, table)];
  }
}

function added(table: string, action: TokenCursor): LockClaim[] {
  const isNamed = action.take("constraint");
  if (isNamed) action.takeName();
  const kind = action.takeOneOf("foreign", "check", "not", "unique", "primary", "exclude") ?? "column";
  const isDeferred = action.has("not", "valid");
  switch (kind) {
    case "foreign": {
      const referenced = action.after("references")?.takeName();
      const statement = "ALTER TABLE … ADD FOREIGN KEY";
      const check: Partial<LockClaim> = isDeferred ? {} : { work: "scan", advice: NOT_VALID };
      const lock: Partial<LockClaim> = { mode: "SHARE ROW EXCLUSIVE", ...check };
      const tables = new Set(referenced === undefined ? [table] : [table, referenced]);
      return [...tables].map((relation) => claim(statement, relation, lock));
    }
    case "check":
    case "not": {
      const statement = `ALTER TABLE … ADD ${kind === "check" ? "CHECK" : "NOT NULL"}`;
      return [claim(statement, table, isDeferred ? {} : { work: "scan", advice: NOT_VALID })];
    }
    case "unique":
    case "primary": {
      const statement = `ALTER TABLE … ADD ${kind === "unique" ? "UNIQUE" : "PRIMARY KEY"}`;
      if (action.has("using", "index")) return [claim(statement, table)];
      return [claim(statement, table, { work: "index", advice: USING_INDEX })];
    }
    case "exclude":
      return [claim("ALTER TABLE … ADD EXCLUDE", table, { work: "index", advice: QUIET_MOMENT })];
    case "column":
      return addedColumn(table, action);
  }
}

function addedColumn(table: string, action: TokenCursor): LockClaim[] {
  const statement = "ALTER TABLE … ADD COLUMN";
  action.take("column");
  action.take("if", "not", "exists");
  action.takeName();
  const type = action.takeName() ?? "";
  const referenced = action.after("references")?.takeName();
  const others =
    referenced === undefined || referenced === table
      ? []
      : [claim(statement, referenced, { mode: "SHARE ROW EXCLUSIVE" })];
  return [claim(statement, table, columnWork(type, action)), ...others];
}

function columnWork(type: string, action: TokenCursor): Partial<LockClaim> {
  if (/^(small|big)?serial[248]?$/.test(type) || action.has("as", "identity")) {
    return { work: "rewrite", advice: FILL_LATER };
  }
  if (action.has("stored")) return { work: "rewrite", advice: QUIET_MOMENT };
  const fallback = action.after("default")?.before(...AFTER_DEFAULT);
  if (fallback?.calls().some(mayBeVolatile) === true) return { work: "rewrite", advice: FILL_LATER };
  if (action.has("unique") || action.has("primary", "key")) return { work: "index", advice: USING_INDEX };
  const isScanned = action.has("check") || (fallback !== undefined && action.has("references"));
  return isScanned ? { work: "scan", advice: NOT_VALID } : {};
}

/** What may follow a default. */
const AFTER_DEFAULT = ["references", "check", "constraint", "unique", "primary", "collate", "generated"];

/** A default that is the same for all rows is stored once, in the catalog. A function is volatile unless it says otherwise. */
function mayBeVolatile(name: string): boolean {
  return !NOT_VOLATILE.has(name);
}

const NOT_VOLATILE = new Set(
  // Functions, then types and words that stand before a parenthesis too.
  (
    "now transaction_timestamp statement_timestamp current_setting to_timestamp make_interval make_date date_trunc lower upper concat " +
    "jsonb_build_object jsonb_build_array json_build_object json_build_array array_fill coalesce nullif md5 repeat " +
    "numeric decimal varchar char character bit timestamp time interval in and or not key unique array cast"
  ).split(" "),
);

function altered(table: string, action: TokenCursor, columns: Columns): LockClaim[] {
  if (action.take("constraint")) return [claim("ALTER TABLE … ALTER CONSTRAINT", table)];
  action.take("column");
  const column = action.takeName() ?? "";
  if (action.take("set", "data", "type") || action.take("type")) {
    return [retyped(table, typeChange(column, columns.factsOf(table, column), action))];
  }
  if (action.take("set", "not", "null")) {
    return [claim("ALTER TABLE … SET NOT NULL", table, { work: "scan", advice: NOT_NULL })];
  }
  if (action.take("set", "expression")) {
    return [claim("ALTER TABLE … SET EXPRESSION", table, { work: "rewrite", advice: QUIET_MOMENT })];
  }
  const isHarmless = action.take("set", "statistics") || action.take("set", "(") || action.take("reset", "(");
  return isHarmless ? [] : [claim("ALTER TABLE … ALTER COLUMN", table)];
}

function retyped(table: string, { work, isSure }: TypeChange): LockClaim {
  const statement = "ALTER TABLE … ALTER COLUMN … TYPE";
  if (work === "brief") return claim(statement, table);
  const advice = work === "rewrite" ? NEW_COLUMN : QUIET_MOMENT;
  return claim(statement, table, { work, advice: isSure ? advice : MAY_REWRITE });
}

function settings(table: string, action: TokenCursor): LockClaim[] {
  if (action.take("(") || action.take("without")) return [];
  const what = action.takeOneOf("logged", "unlogged", "tablespace", "access", "schema");
  if (what === undefined || what === "schema") return [claim("ALTER TABLE … SET SCHEMA", table)];
  const statement = `ALTER TABLE … SET ${what === "access" ? "ACCESS METHOD" : what.toUpperCase()}`;
  return [claim(statement, table, { work: "rewrite", advice: QUIET_MOMENT })];
}

/** The partitioned table stays usable; the table that becomes a part does not. */
function attached(action: TokenCursor): LockClaim[] {
  action.take("partition");
  const partition = action.takeName();
  if (partition === undefined) return [];
  return [claim("ALTER TABLE … ATTACH PARTITION", partition, { work: "scan", advice: ATTACH })];
}

function detached(table: string, action: TokenCursor): LockClaim[] {
  if (action.has("concurrently") || action.has("finalize")) return [];
  action.take("partition");
  const relations = [table, action.takeName() ?? table];
  return relations.map((relation) => claim("ALTER TABLE … DETACH PARTITION", relation, { advice: DETACH }));
}

function switched(table: string, { verb, action }: { verb: string; action: TokenCursor }): LockClaim {
  if (!action.has("trigger")) return claim(`ALTER TABLE … ${verb}`, table);
  return claim(`ALTER TABLE … ${verb} TRIGGER`, table, { mode: "SHARE ROW EXCLUSIVE" });
}

const NOT_VALID =
  "Add the constraint with NOT VALID, and check the existing rows in a later file, which does not block writes: ALTER TABLE … VALIDATE CONSTRAINT …";
const NOT_NULL =
  "Add the constraint with NOT VALID (ALTER TABLE … ADD CONSTRAINT … NOT NULL … NOT VALID, from PostgreSQL 18), and check the rows in a later file: VALIDATE CONSTRAINT";
const USING_INDEX =
  "Build the index first, in a file that starts with -- infra:no-transaction: CREATE UNIQUE INDEX CONCURRENTLY …; then ADD CONSTRAINT … USING INDEX …";
const FILL_LATER =
  "Add the column without it, set the default in a second step (it applies to new rows only), and fill the old rows in batches";
const NEW_COLUMN = "Add a new column, fill it in batches, then swap the names";
const MAY_REWRITE =
  "Some changes do not rewrite the table (varchar(10) to varchar(20) or to text). If this one does: add a new column, fill it in batches, then swap the names";
const ATTACH =
  "First add a CHECK constraint with the same condition as the bounds of the partition: then no row is scanned";
const DETACH = "In a file that starts with -- infra:no-transaction: DETACH PARTITION … CONCURRENTLY";
