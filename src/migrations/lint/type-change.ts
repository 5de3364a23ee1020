import type { LockNote } from "../model/report.js";
import { TokenCursor } from "./token-cursor.js";

/** What is known of a column before its type is changed. */
export interface ColumnFacts {
  /** As `format_type` says it: `character varying(10)`. */
  type: string;
  /** A CHECK constraint uses it. */
  isChecked: boolean;
  /** An index on an expression, or with WHERE, uses it: the server rebuilds it after any change of type. */
  isInExpression: boolean;
}

/** What ALTER COLUMN … TYPE does; `isSure` is false where it depends on what is not known here. */
export interface TypeChange {
  work: LockNote["work"];
  isSure: boolean;
}

/**
 * The rows are left as they are where the new type takes every value of the old one in the same form: the support functions
 * of PostgreSQL's length casts say so, and casts without function.
 *
 * @param change what follows TYPE
 */
export function typeChange(column: string, facts: ColumnFacts | undefined, change: TokenCursor): TypeChange {
  const to = change.before("using", "collate").text();
  const using = change.after("using")?.text();
  const isPlain = using === undefined || using === column || using === `${column} : : ${to}`;
  if (facts === undefined || change.has("collate")) return { work: "rewrite", isSure: false };
  if (!isPlain) return { work: "rewrite", isSure: true };
  const [before, after] = [typeOf(TokenCursor.of(facts.type).text()), typeOf(to)];
  if (before === undefined || after === undefined || TIME_ZONE.has(`${before.name} to ${after.name}`)) {
    return { work: "rewrite", isSure: false };
  }
  if (!takesAll(before, after)) return { work: "rewrite", isSure: true };
  return { work: facts.isInExpression ? "index" : facts.isChecked ? "scan" : "brief", isSure: true };
}

interface Type {
  name: string;
  /** Length; or precision, then scale. */
  modifiers: readonly number[];
}

/** Depends on the session's time zone. */
const TIME_ZONE = new Set(["timestamp to timestamptz", "timestamptz to timestamp"]);

/** Undefined for types that are not built in, and for lists. */
function typeOf(text: string): Type | undefined {
  const [, start = "", first, second, end = ""] = TYPE.exec(text) ?? [];
  const name = NAMES.get(start + end);
  if (name === undefined) return undefined;
  return { name, modifiers: [first, second].filter((modifier) => modifier !== undefined).map(Number) };
}

const TYPE =
  /^(?:pg_catalog \. )?([a-z][a-z0-9 ]*?)(?: \( ([0-9]+)(?: , ([0-9]+))? \))?( with time zone| without time zone)?$/;

const NAMES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    varchar: ["character varying", "char varying"],
    text: [],
    char: ["character", "bpchar"],
    varbit: ["bit varying"],
    numeric: ["decimal", "dec"],
    int: ["integer", "int4"],
    bigint: ["int8"],
    smallint: ["int2"],
    real: ["float4"],
    "double precision": ["float8"],
    boolean: ["bool"],
    timestamp: ["timestamp without time zone"],
    timestamptz: ["timestamp with time zone"],
    time: ["time without time zone"],
    timetz: ["time with time zone"],
    date: [],
    uuid: [],
    bytea: [],
    json: [],
    jsonb: [],
    inet: [],
    cidr: [],
  }).flatMap(([name, aliases]) => [name, ...aliases].map((alias) => [alias, name] as const)),
);

/** Does every value of one type stand as it is in the other? */
function takesAll(before: Type, after: Type): boolean {
  const [length, scale = 0] = before.modifiers;
  const [newLength, newScale = 0] = after.modifiers;
  if (before.name !== after.name) {
    return newLength === undefined && SAME_FORM.has(`${before.name} to ${after.name}`);
  }
  if (before.modifiers.join() === after.modifiers.join()) return true;
  switch (before.name) {
    case "varchar":
    case "varbit":
      return newLength === undefined || (length !== undefined && newLength >= length);
    case "numeric":
      return newLength === undefined || (length !== undefined && newLength >= length && newScale === scale);
    case "timestamp":
    case "timestamptz":
    case "time":
    case "timetz":
      return newLength === undefined || newLength >= (length ?? MOST_FRACTION_DIGITS);
    default:
      return false;
  }
}

/** Casts for which nothing is done. */
const SAME_FORM = new Set(["varchar to text", "text to varchar", "cidr to inet"]);

const MOST_FRACTION_DIGITS = 6;
