import type { UnseenCode } from "../model/report.js";
import { createsRoutine, type Statement } from "../sql/scanner.js";
import { positionAt } from "../sql/source-position.js";
import type { PreparedMigration } from "../ledger/migration-state.js";
import type { Catalog } from "./catalog.js";
import { TokenCursor } from "./token-cursor.js";
import { lastPart } from "./relation-name.js";

/**
 * Where these files run code that the rules about locks do not read: `DO` blocks, procedures, and functions of users, those
 * included that the files themselves create.
 */
export function unseenCode(
  pending: readonly PreparedMigration[],
  { routines }: Pick<Catalog, "routines">,
): UnseenCode[] {
  const known = new Set(routines);
  return pending.flatMap(({ source: { filename }, migration: { text, statements } }) =>
    statements.flatMap((statement) => {
      const cursor = TokenCursor.of(text.slice(statement.start, statement.end));
      if (createsRoutine(statement.head)) known.add(nameOf(cursor));
      const line = positionAt(text, statement.start).line;
      return codeRunBy(cursor, statement, known).map((code) => ({ filename, line, code }));
    }),
  );
}

function nameOf(creation: TokenCursor): string {
  creation.take("create");
  creation.take("or", "replace");
  creation.takeOneOf("function", "procedure");
  return lastPart(creation.takeName() ?? "");
}

function codeRunBy(cursor: TokenCursor, { head }: Statement, routines: ReadonlySet<string>): string[] {
  const [verb = ""] = head;
  if (verb === "do") return ["DO"];
  if (verb === "call") return cursor.calls().slice(0, 1).map(asCall);
  if (!QUERIES.has(verb)) return [];
  return [...new Set(cursor.calls())].filter((name) => routines.has(name)).map(asCall);
}

const QUERIES = new Set(["select", "with", "values", "insert", "update", "delete", "merge", "explain"]);

function asCall(name: string): string {
  return `${name}()`;
}
