/** What came of expanding a value. */
export interface Expansion {
  text: string;
  /** Names that were referred to without a default and are not set. */
  unset: string[];
  /** Why the text cannot be expanded. */
  problem?: string;
}

/** `undefined` when a variable is not set; an expansion when its own value had to be expanded first. */
export type Lookup = (name: string) => Expansion | undefined;

/**
 * Replaces `$NAME`, `${NAME}`, `${NAME:-default}` and `${NAME:+other}`; `\$` stands for a dollar sign. Empty counts as
 * not set. A replaced value is final: a `$` inside it is not looked at again.
 *
 * dotenv-expand is not used for this: it expands again what it has replaced, which spoils passwords that hold a `$` and
 * never ends on some references that lead back to themselves.
 */
export function expand(text: string, lookup: Lookup): Expansion {
  const result: Expansion = { text: "", unset: [] };
  let rest = text;
  while (rest !== "") {
    const next = nextPiece(rest);
    rest = rest.slice(next.length);
    if (next.literal !== undefined) result.text += next.literal;
    else absorb(result, evaluate(next.expression, lookup));
  }
  return result;
}

type Piece = { length: number } & (
  { literal: string; expression?: never } | { literal?: undefined; expression: string }
);

function nextPiece(text: string): Piece {
  if (text.startsWith("\\$")) return { length: 2, literal: "$" };
  const bare = /^\$([A-Za-z_][A-Za-z0-9_]*)/.exec(text);
  if (bare) return { length: bare[0].length, expression: bare[1] ?? "" };
  if (text.startsWith("${")) {
    const end = closingBrace(text);
    if (end !== undefined) return { length: end + 1, expression: text.slice(2, end) };
  }
  const plain = /^[^\\$]+/.exec(text)?.[0] ?? text.slice(0, 1);
  return { length: plain.length, literal: plain };
}

/** Index of the brace that closes the one at index 1; defaults may hold references of their own. */
function closingBrace(text: string): number | undefined {
  let depth = 0;
  for (let index = 1; index < text.length; index++) {
    if (text[index] === "{") depth++;
    if (text[index] === "}" && --depth === 0) return index;
  }
  return undefined;
}

function evaluate(expression: string, lookup: Lookup): Expansion {
  const match = /^([A-Za-z_][A-Za-z0-9_]*)(?::?([-+])([\s\S]*))?$/.exec(expression);
  if (!match) return { text: "", unset: [], problem: `uses \${${expression}}, which is not understood` };
  const [, name = "", operator, operand = ""] = match;
  const found = lookup(name);
  const isSet = found !== undefined && (found.text !== "" || found.problem !== undefined);
  if (operator === "-" && !isSet) return expand(operand, lookup);
  if (operator === "+") return isSet ? expand(operand, lookup) : { text: "", unset: [] };
  return isSet ? found : { text: "", unset: operator === undefined ? [name] : [] };
}

function absorb(result: Expansion, part: Expansion): void {
  result.text += part.text;
  result.unset.push(...part.unset);
  if (part.problem !== undefined) result.problem ??= part.problem;
}
