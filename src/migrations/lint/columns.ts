import { TokenCursor } from "./token-cursor.js";
import { lastPart } from "./relation-name.js";
import type { ColumnFacts } from "./type-change.js";

/** A column of a table that is there. */
export interface Column extends ColumnFacts {
  /** Without its schema, as SQL names it. */
  table: string;
  name: string;
}

/** What is known of columns. */
export interface Columns {
  factsOf(table: string, column: string): ColumnFacts | undefined;
}

export const UNKNOWN_COLUMNS: Columns = { factsOf: () => undefined };

/**
 * The columns that were there before the run, as the files change them. Schemas are left out of account, the search path is
 * the file's own business: of two tables with one name nothing is known where they differ.
 */
export class KnownColumns implements Columns {
  /** By table, then by column; undefined where tables of one name differ. */
  readonly #tables = new Map<string, Map<string, ColumnFacts | undefined>>();

  constructor(columns: readonly Column[]) {
    for (const { table, name, ...facts } of columns) {
      const known = this.#tables.get(table) ?? new Map<string, ColumnFacts | undefined>();
      this.#tables.set(table, known.set(name, known.has(name) ? undefined : facts));
    }
  }

  factsOf(table: string, column: string): ColumnFacts | undefined {
    return this.#tables.get(lastPart(table))?.get(column);
  }

  follow(sql: string): void {
    const cursor = TokenCursor.of(sql);
    switch (cursor.takeWord()) {
      case "alter":
        if (cursor.take("table")) this.#followAlter(cursor);
        return;
      case "create":
        // An index, which may be on an expression.
        this.#forget(cursor.after("on"));
        return;
      case "drop":
        if (!cursor.take("table")) return;
        cursor.take("if", "exists");
        for (const table of cursor.takeNames()) this.#tables.delete(lastPart(table));
        return;
    }
  }

  #followAlter(cursor: TokenCursor): void {
    cursor.take("if", "exists");
    cursor.take("only");
    const table = lastPart(cursor.takeName() ?? "");
    cursor.take("*");
    const known = this.#tables.get(table);
    if (known === undefined) return;
    for (const action of cursor.parts()) {
      const verb = action.takeWord();
      if (verb === "rename" || (verb === "add" && action.has("check"))) this.#tables.delete(table);
      if (verb !== "alter" && verb !== "drop") continue;
      action.take("column");
      action.take("if", "exists");
      const column = action.takeName() ?? "";
      const facts = known.get(column);
      if (verb === "drop") known.delete(column);
      else if (facts !== undefined && (action.take("set", "data", "type") || action.take("type"))) {
        known.set(column, { ...facts, type: action.before("using", "collate").text() });
      }
    }
  }

  #forget(on: TokenCursor | undefined): void {
    on?.take("only");
    const table = on?.takeName();
    if (table !== undefined) this.#tables.delete(lastPart(table));
  }
}
