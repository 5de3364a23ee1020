/** The result of expanding a value. */
export interface Expansion {
  text: string;
  /** Names that were referred to without a default and are not set. */
  unset: string[];
  /** Places of values that it uses, and that a `#` cut short. */
  cut?: string[];
  /** Why the text cannot be expanded. */
  problem?: string;
}

/** `undefined` when a variable is not set; an expansion when its own value had to be expanded first. */
export type Lookup = (name: string) => Expansion | undefined;

/**
 * Replaces `$NAME`, `${NAME}`, `${NAME:-default}` and `${NAME:+other}`; `\$` stands for a dollar sign. Empty counts as
 * not set. A replaced value is final: a `$` in it is not expanded. Linear in the text and the result, and the first
 * problem ends it.
 *
 * dotenv-expand is not used for this: it expands again what it has replaced, which changes passwords that contain a `$`
 * and does not end on some circular references.
 */
export function expand(text: string, lookup: Lookup): Expansion {
  if (!text.includes("$")) return { text, unset: [] };
  const closing = closingBraces(text);
  /** Braces that close a default which is being read. */
  const dropped = new Set<number>();
  const unset = new Set<string>();
  const cut = new Set<string>();
  let result = "";
  for (let at = 0; at < text.length;) {
    const piece = dropped.has(at) ? { next: at + 1 } : readPiece({ text, at, closing }, lookup);
    if (piece.problem !== undefined) return { text: "", unset: [...unset], problem: piece.problem };
    result += piece.text ?? "";
    if (result.length > MAX_LENGTH)
      return { text: "", unset: [...unset], problem: "expands to more than 1 MB" };
    piece.unset?.forEach((name) => unset.add(name));
    piece.cut?.forEach((place) => cut.add(place));
    if (piece.drop !== undefined) dropped.add(piece.drop);
    at = piece.next;
  }
  return { text: result, unset: [...unset], cut: [...cut] };
}

const MAX_LENGTH = 1024 * 1024;

interface Piece extends Partial<Expansion> {
  /** Where to go on. */
  next: number;
  drop?: number;
}

interface Place {
  text: string;
  at: number;
  closing: ReadonlyMap<number, number>;
}

function readPiece({ text, at, closing }: Place, lookup: Lookup): Piece {
  const plain = match(PLAIN, { text, at });
  if (plain) return { text: plain[0], next: at + plain[0].length };
  if (text.startsWith("\\$", at)) return { text: "$", next: at + 2 };
  const bare = match(BARE, { text, at });
  if (bare) return { ...valueOf(bare[1] ?? "", lookup), next: at + bare[0].length };
  const end = text.startsWith("${", at) ? closing.get(at + 1) : undefined;
  return end === undefined ? { text: text.charAt(at), next: at + 1 } : readBraces({ text, at, end }, lookup);
}

// Made once: a text may have many references.
const PLAIN = /[^\\$}]+/y;
const BARE = /\$([A-Za-z_][A-Za-z0-9_]*)/y;
const BRACED = /\$\{([A-Za-z_][A-Za-z0-9_]*)(?::?([-+])|(?=\}))/y;

function readBraces({ text, at, end }: { text: string; at: number; end: number }, lookup: Lookup): Piece {
  const head = match(BRACED, { text, at });
  if (!head)
    return { next: end, problem: `uses ${shortened(text.slice(at, end + 1))}, which is not supported` };
  const [whole, name = "", operator] = head;
  if (operator === undefined) return { ...valueOf(name, lookup), next: end + 1 };
  const found = lookup(name);
  const isSet = found !== undefined && (found.text !== "" || found.problem !== undefined);
  // The operand is read as any other text, and its closing brace is left out.
  if (isSet === (operator === "+")) return { next: at + whole.length, drop: end };
  return { ...(isSet ? found : {}), next: end + 1 };
}

function valueOf(name: string, lookup: Lookup): Expansion {
  const found = lookup(name);
  const isSet = found !== undefined && (found.text !== "" || found.problem !== undefined);
  return isSet ? found : { text: "", unset: [name] };
}

/** The brace that closes each opening one, by index. */
function closingBraces(text: string): Map<number, number> {
  const closing = new Map<number, number>();
  const open: number[] = [];
  for (const { 0: brace, index } of text.matchAll(/[{}]/g)) {
    if (brace === "{") open.push(index);
    else if (open.length > 0) closing.set(open.pop() ?? 0, index);
  }
  return closing;
}

function shortened(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}

function match(pattern: RegExp, { text, at }: { text: string; at: number }): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}
