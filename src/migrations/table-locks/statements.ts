import { alterTable } from "./alter-table.js";
import { claim, type LockClaim } from "./claim.js";
import { UNKNOWN_COLUMNS, type Columns } from "./columns.js";
import { Phrase } from "./phrase.js";

/**
 * Which relations a statement locks so that others cannot read or write them, by what it says alone. Locks that let others
 * read and write (`CREATE INDEX CONCURRENTLY`, `VALIDATE CONSTRAINT`) are none. What a function or DO block does is not
 * looked into.
 *
 * @param columns what is known of the tables that are there
 */
export function tableLocksOf(sql: string, columns: Columns = UNKNOWN_COLUMNS): LockClaim[] {
  const phrase = Phrase.of(sql);
  switch (phrase.takeWord()) {
    case "alter":
      return altered(phrase, columns);
    case "create":
      return created(phrase);
    case "drop":
      return dropped(phrase);
    case "truncate":
      phrase.take("table");
      return phrase.takeNames().map((table) => claim("TRUNCATE", table));
    case "lock":
      return locked(phrase);
    case "reindex":
      return reindexed(phrase);
    case "cluster":
      return clustered(phrase);
    case "vacuum":
      return vacuumed(phrase);
    case "refresh":
      return refreshed(phrase);
    default:
      return [];
  }
}

function altered(phrase: Phrase, columns: Columns): LockClaim[] {
  if (phrase.take("table") || phrase.take("foreign", "table")) return alterTable(phrase, columns);
  if (phrase.take("materialized", "view")) return alterTable(phrase, columns);
  if (phrase.take("view")) return named("ALTER VIEW", phrase);
  const part = phrase.takeOneOf("trigger", "rule", "policy");
  return part === undefined ? [] : onTable(`ALTER ${part.toUpperCase()}`, phrase);
}

function created(phrase: Phrase): LockClaim[] {
  const isReplaced = phrase.take("or", "replace");
  phrase.take("constraint");
  if (phrase.take("trigger")) return onTable("CREATE TRIGGER", phrase, { mode: "SHARE ROW EXCLUSIVE" });
  if (phrase.take("policy")) return onTable("CREATE POLICY", phrase);
  if (phrase.take("rule")) return at("CREATE RULE", phrase.after("to")?.takeName());
  if (phrase.take("unique", "index") || phrase.take("index")) return createdIndex(phrase);
  if (phrase.take("view")) return isReplaced ? named("CREATE OR REPLACE VIEW", phrase) : [];
  return createsTable(phrase) ? createdTable(phrase) : [];
}

function createdIndex(phrase: Phrase): LockClaim[] {
  if (phrase.take("concurrently")) return [];
  return onTable("CREATE INDEX", phrase, {
    mode: "SHARE",
    work: "index",
    advice: concurrently("CREATE INDEX"),
  });
}

/** Goes past `TEMP TABLE` and its like. */
function createsTable(phrase: Phrase): boolean {
  phrase.takeOneOf("global", "local");
  phrase.takeOneOf("temporary", "temp", "unlogged");
  return phrase.take("table");
}

/** A new table hurts nobody, but those that it refers to have to keep still. */
function createdTable(phrase: Phrase): LockClaim[] {
  phrase.take("if", "not", "exists");
  const table = phrase.takeName();
  const parent = phrase.take("partition", "of") ? phrase.takeName() : undefined;
  const referenced = new Set<string>();
  let rest = phrase.after("references");
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

function dropped(phrase: Phrase): LockClaim[] {
  if (phrase.take("index")) {
    if (phrase.take("concurrently")) return [];
    return named("DROP INDEX", phrase, { advice: concurrently("DROP INDEX") });
  }
  if (phrase.take("table") || phrase.take("foreign", "table")) return named("DROP TABLE", phrase);
  if (phrase.take("materialized", "view")) return named("DROP MATERIALIZED VIEW", phrase);
  if (phrase.take("view")) return named("DROP VIEW", phrase);
  const part = phrase.takeOneOf("trigger", "rule", "policy");
  return part === undefined ? [] : onTable(`DROP ${part.toUpperCase()}`, phrase);
}

function locked(phrase: Phrase): LockClaim[] {
  phrase.take("table");
  const tables = phrase.takeNames();
  const mode = modeOf(phrase);
  return mode === undefined ? [] : tables.map((table) => claim("LOCK TABLE", table, { mode }));
}

/** `undefined` for the modes in which others may read and write. */
function modeOf(phrase: Phrase): LockClaim["mode"] | undefined {
  if (!phrase.take("in")) return "ACCESS EXCLUSIVE";
  if (phrase.take("access", "exclusive")) return "ACCESS EXCLUSIVE";
  if (phrase.take("exclusive")) return "EXCLUSIVE";
  if (phrase.take("share", "row", "exclusive")) return "SHARE ROW EXCLUSIVE";
  return phrase.take("share", "mode") ? "SHARE" : undefined;
}

function reindexed(phrase: Phrase): LockClaim[] {
  if (phrase.has("concurrently")) return [];
  skipOptions(phrase);
  const lock = { work: "index", advice: concurrently("REINDEX") } as const;
  if (phrase.take("index")) return named("REINDEX INDEX", phrase, lock);
  return phrase.take("table") ? named("REINDEX TABLE", phrase, { ...lock, mode: "SHARE" }) : [];
}

function clustered(phrase: Phrase): LockClaim[] {
  skipOptions(phrase);
  phrase.take("verbose");
  return named("CLUSTER", phrase, { work: "rewrite", advice: QUIET_MOMENT });
}

function vacuumed(phrase: Phrase): LockClaim[] {
  const isFull = phrase.has("full") && !phrase.has("full", "false") && !phrase.has("full", "off");
  skipOptions(phrase);
  while (phrase.takeOneOf("full", "freeze", "verbose", "analyze") !== undefined);
  const lock = {
    work: "rewrite",
    advice: "Plain VACUUM gives the space to new rows without a lock.",
  } as const;
  return isFull ? phrase.takeNames().map((table) => claim("VACUUM FULL", table, lock)) : [];
}

function refreshed(phrase: Phrase): LockClaim[] {
  if (!phrase.take("materialized", "view") || phrase.take("concurrently")) return [];
  const advice =
    "With a unique index on the view, REFRESH MATERIALIZED VIEW CONCURRENTLY lets others read it meanwhile.";
  return named("REFRESH MATERIALIZED VIEW", phrase, { work: "rewrite", advice });
}

function skipOptions(phrase: Phrase): void {
  if (!phrase.take("(")) return;
  while (!phrase.isAtEnd && !phrase.take(")")) phrase.takeWord();
}

function named(statement: string, phrase: Phrase, lock?: Partial<LockClaim>): LockClaim[] {
  phrase.take("if", "exists");
  return phrase.takeNames().map((relation) => claim(statement, relation, lock));
}

function onTable(statement: string, phrase: Phrase, lock?: Partial<LockClaim>): LockClaim[] {
  const rest = phrase.after("on");
  rest?.take("only");
  return at(statement, rest?.takeName(), lock);
}

function at(statement: string, relation: string | undefined, lock?: Partial<LockClaim>): LockClaim[] {
  return relation === undefined ? [] : [claim(statement, relation, lock)];
}

function concurrently(statement: string): string {
  return `In a file that starts with -- infra:no-transaction: ${statement} … CONCURRENTLY.`;
}

const QUIET_MOMENT = "There is no gentler way: run it while nobody needs the table.";
const ATTACH_INSTEAD =
  "Create the table by itself, then ATTACH PARTITION: that lets others use the partitioned table.";
