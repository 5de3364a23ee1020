import { InfraError } from "../../errors/infra-error.js";
import type { PlanProblem } from "../model/report.js";
import { quoteLiteral } from "../../postgres/quote.js";
import { infra } from "../../system/own-command.js";

/** What `schema_migrations` and `schema_seeds` have in common: a row for each file that ran. */

/** The columns of a table in which infra records files; a table without them is foreign. */
const RECORD_COLUMNS = [
  "filename",
  "checksum",
  "content_checksum",
  "applied_at",
  "duration_ms",
  "tool_version",
  "applied_by",
];

/** A relation in the schema public, as {@link relationQuery} describes it. */
export interface FoundRelation {
  /** As in `pg_class.relkind`. */
  kind: string;
  columns: string[] | null;
  /** Row level security applies to this user, who cannot trust to see all rows. */
  hidesRows: boolean;
}

/** A subquery for one {@link FoundRelation}, null when there is none. */
export function relationQuery(name: string): string {
  return `(select pg_catalog.json_build_object('kind', c.relkind, 'hidesRows', pg_catalog.row_security_active(c.oid),
      'columns', (select pg_catalog.json_agg(a.attname) from pg_catalog.pg_attribute a
        where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped))
    from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    where n.nspname = 'public' and c.relname = ${quoteLiteral(name)})`;
}

/** Why a relation cannot be the ledger; `undefined` when it can. */
export function relationFault(table: string, found: FoundRelation): string | undefined {
  if (found.kind !== "r")
    return `${table} is ${KINDS.get(found.kind) ?? "not a table"}, but infra needs a table of this name`;
  const missing = RECORD_COLUMNS.filter((column) => found.columns?.includes(column) !== true);
  if (missing.length > 0) {
    return `the table ${table} belongs to another tool: it does not have the columns of infra (no ${missing.join(", ")})`;
  }
  if (found.hidesRows) return `row level security may hide rows of the table ${table} from this user`;
  return undefined;
}

const KINDS: ReadonlyMap<string, string> = new Map([
  ["v", "a view"],
  ["m", "a materialized view"],
  ["f", "a foreign table"],
  ["p", "a partitioned table"],
  ["S", "a sequence"],
  ["i", "an index"],
]);

export function foreignTable(fault: string): PlanProblem {
  return {
    kind: "foreign-table",
    filenames: [],
    message: fault,
    hint: "Nothing was changed. Undo the renaming, disable row level security on the table, or rename the relation so that infra can create its table",
  };
}

/**
 * A statement that fails unless the table has this row. A trigger, a rule or a policy can discard what is inserted without an
 * error; in one transaction with the insert this undoes the file too.
 */
export function keptCheck(table: string, row: { filename: string; checksum: string }): string {
  const { filename, checksum } = row;
  return check(table, filename, {
    expected: "pg_catalog.count(*) > 0",
    rows: `filename = ${quoteLiteral(filename)} and checksum = ${quoteLiteral(checksum)}`,
  });
}

/** A statement that fails while the table has a row for this file. */
export function goneCheck(table: string, filename: string): string {
  return check(table, filename, {
    expected: "pg_catalog.count(*) = 0",
    rows: `filename = ${quoteLiteral(filename)}`,
  });
}

function check(
  table: string,
  filename: string,
  { expected, rows }: { expected: string; rows: string },
): string {
  const words = quoteLiteral(`${NOT_KEPT}${table} for ${filename}; rows: `);
  // The text is no number, so the cast is the error. It needs the count, so the planner cannot evaluate it beforehand.
  return `select case when ${expected} then 0 else
      pg_catalog.concat(${words}::pg_catalog.text, pg_catalog.count(*))::pg_catalog.int4 end
    from ${table} where ${rows}`;
}

const NOT_KEPT = "infra: record not kept in ";
const NOT_KEPT_FOR = new RegExp(`${NOT_KEPT}(\\S+) for (.*); rows: \\d`, "s");

/** LEDGER_INTEGRITY when a check failed, `undefined` for any other error. `remarks`: what of the file stays, a line each. */
export function recordNotKept(
  error: unknown,
  { remarks = [] }: { remarks?: readonly string[] } = {},
): InfraError | undefined {
  const [, table, filename] = NOT_KEPT_FOR.exec(error instanceof Error ? error.message : "") ?? [];
  if (table === undefined || filename === undefined) return undefined;
  const lines = [
    `The record of ${filename} was not kept: something in the database changes or discards rows of ${table}`,
    ...remarks,
  ];
  return new InfraError("LEDGER_INTEGRITY", lines.join("\n"), {
    hint: `Find the trigger, rule or policy and remove it: ${infra("psql", "-c", `\\d+ ${table}`)}\nThen run the command again`,
    details: { filename, table, ...(remarks.length > 0 && { remarks }) },
    cause: error,
  });
}
