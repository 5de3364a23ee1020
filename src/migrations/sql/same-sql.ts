import { tokenAt, type Token } from "./lexer.js";
import { parseMigration } from "./refusals.js";

/**
 * Do two texts say the same to PostgreSQL, whatever their comments and white space? Errs on the side of no. A comment
 * inside a function's body is part of what the server stores, so it counts.
 */
export function isSameSql(before: string, after: string): boolean {
  if (parseMigration(before).inTransaction !== parseMigration(after).inTransaction) return false;
  return significantText(before) === significantText(after);
}

/** Tokens side by side; a gap between two is kept only where the server would read them otherwise without it. */
function significantText(text: string): string {
  const parts: string[] = [];
  let previous: Token | undefined;
  let token: Token;
  for (let at = 0; at < text.length; at = token.end) {
    token = tokenAt(text, at);
    if (token.kind === "space" || token.kind === "comment") continue;
    if (previous) parts.push(separator(text, previous, token));
    parts.push(text.slice(token.start, token.end));
    previous = token;
  }
  return parts.join("");
}

/** NUL is in no migration, so that it cannot be mistaken for text. */
const BOUNDARY = "\0";

function separator(text: string, left: Token, right: Token): string {
  const gap = text.slice(left.end, right.start);
  if (gap === "" || !isGapRead(text, left, right)) return BOUNDARY;
  return /[\n\r]/.test(gap) && isQuote(left) ? `${BOUNDARY}\n` : `${BOUNDARY} `;
}

/** `< =` is not `<=`, `X '1'` is not `X'1'`, and strings go on in the next line only. */
function isGapRead(text: string, left: Token, right: Token): boolean {
  const [before, after] = [text.charAt(left.start), text.charAt(right.start)];
  if (isQuote(right)) return left.kind !== "other" || before === "&";
  if (left.kind === "word") return after === "&";
  if (left.kind !== "other" || right.kind !== "other" || isDigit(before)) return false;
  return !isDigit(after) || before === ".";
}

function isDigit(character: string): boolean {
  return character >= "0" && character <= "9";
}

function isQuote({ kind }: Token): boolean {
  return kind === "string" || kind === "quoted-identifier" || kind === "dollar-string";
}
