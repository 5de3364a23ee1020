import type { LockNote } from "../model/report.js";
import { positionAt } from "../sql/source-position.js";
import type { PreparedMigration } from "../ledger/migration-state.js";
import type { Catalog } from "./catalog.js";
import { KnownColumns } from "./columns.js";
import { TokenCursor } from "./token-cursor.js";
import { lastPart } from "./relation-name.js";
import { tableLocksOf } from "./statements.js";

/**
 * The existing relations that these files would lock. Tables that the files themselves create
 * are not used by other sessions yet.
 */
export function lockNotes(
  pending: readonly PreparedMigration[],
  { relations, columns }: Pick<Catalog, "relations" | "columns">,
): LockNote[] {
  const inUse = new InUse(relations);
  const known = new KnownColumns(columns);
  return pending.flatMap(({ source: { filename }, migration: { text, statements } }) =>
    statements.flatMap(({ start, end }) => {
      const sql = text.slice(start, end);
      const claims = tableLocksOf(sql, known).filter(({ relation }) => inUse.has(relation));
      inUse.follow(sql);
      known.follow(sql);
      return claims.map((claim): LockNote => ({
        filename,
        line: positionAt(text, start).line,
        ...claim,
        blocks: claim.mode === "ACCESS EXCLUSIVE" ? "reads and writes" : "writes",
      }));
    }),
  );
}

/** The relations that were there before the run, as the files rename, drop and replace them. */
class InUse {
  readonly #names = new Set<string>();

  constructor(relations: readonly string[]) {
    for (const relation of relations) this.#add(relation);
  }

  /** A name without schema may mean any: the search path is the file's own business. */
  has(relation: string): boolean {
    return this.#names.has(relation);
  }

  follow(sql: string): void {
    const cursor = TokenCursor.of(sql);
    if (cursor.take("drop", "table")) {
      cursor.take("if", "exists");
      for (const name of cursor.takeNames()) this.#names.delete(name);
      return;
    }
    if (!cursor.take("alter", "table")) return;
    cursor.take("if", "exists");
    cursor.take("only");
    const name = cursor.takeName() ?? "";
    if (cursor.take("rename", "to") && this.has(name)) this.#add(cursor.takeName() ?? "");
    if (cursor.take("set", "schema") && this.has(name)) this.#add(`${cursor.takeName()}.${lastPart(name)}`);
  }

  #add(relation: string): void {
    this.#names.add(relation);
    this.#names.add(lastPart(relation));
  }
}
