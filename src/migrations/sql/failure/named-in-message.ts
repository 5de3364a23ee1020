import { identifierOf } from "../identifiers.js";
import { tokensBetween } from "../lexer.js";
import type { Statement } from "../scanner.js";

/**
 * Many errors come without a position, yet name what is wrong (`column "nmae" does not exist`). Where the first such name
 * that the statement holds just once stands, as an index into the text.
 */
export function namedInMessage(message: string, text: string, statement: Statement): number | undefined {
  const tokens = Array.from(tokensBetween(text, statement.start, statement.end));
  for (const name of namesIn(message)) {
    const [found, ...others] = tokens.filter((token) => identifierOf(text, token) === name);
    if (found && others.length === 0) return found.start;
  }
  return undefined;
}

/** A word stands before a name's quotes; a value comes behind a colon. Of qualified names the last part counts too. */
function namesIn(message: string): string[] {
  const quoted = Array.from(message.matchAll(/[a-z] "(.+?)"(?=[\s,;:)]|$)/g), ([, name = ""]) => name);
  const routine = /^(?:function|procedure|aggregate|routine) ([^\s(]+)\(/.exec(message)?.[1];
  return [...quoted, ...(routine === undefined ? [] : [routine])].flatMap((name) => [
    name,
    name.slice(name.lastIndexOf(".") + 1),
  ]);
}
