import type { LockNote } from "../report.js";
import { positionAt } from "../sql/source-position.js";
import type { PreparedMigration } from "../survey.js";
import { Phrase } from "./phrase.js";
import { tableLocksOf } from "./statements.js";

/**
 * What these files would lock, of the relations that are there. Tables that the files themselves create are nobody's
 * yet.
 *
 * @param relations with their schemas, as {@link readRelations} has them
 */
export function lockNotes(pending: readonly PreparedMigration[], relations: readonly string[]): LockNote[] {
  const inUse = new InUse(relations);
  return pending.flatMap(({ source: { filename }, migration: { text, statements } }) =>
    statements.flatMap(({ start, end }) => {
      const sql = text.slice(start, end);
      const claims = tableLocksOf(sql).filter(({ relation }) => inUse.has(relation));
      inUse.follow(sql);
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
    const phrase = Phrase.of(sql);
    if (phrase.take("drop", "table")) {
      phrase.take("if", "exists");
      for (const name of phrase.takeNames()) this.#names.delete(name);
      return;
    }
    if (!phrase.take("alter", "table")) return;
    phrase.take("if", "exists");
    phrase.take("only");
    const name = phrase.takeName() ?? "";
    if (phrase.take("rename", "to") && this.has(name)) this.#add(phrase.takeName() ?? "");
    if (phrase.take("set", "schema") && this.has(name)) this.#add(`${phrase.takeName()}.${lastPart(name)}`);
  }

  #add(relation: string): void {
    this.#names.add(relation);
    this.#names.add(lastPart(relation));
  }
}

/** `players` of `game.players`; quoted names with dots in them are left whole. */
function lastPart(relation: string): string {
  return /^[a-z_][a-z0-9_]*\.(.+)$/.exec(relation)?.[1] ?? relation;
}
