/** What PostgreSQL's lexer makes of a piece of text, as far as statement boundaries need it. */
type TokenKind =
  | "space"
  | "comment"
  | "word"
  | "quoted-identifier"
  | "string"
  | "dollar-string"
  | "semicolon"
  | "open"
  | "close"
  | "backslash"
  | "other";

/** `text.slice(start, end)`; a quote that is never closed runs to the end of the text. */
export interface Token {
  kind: TokenKind;
  start: number;
  end: number;
}

/** The tokens between two indices that mean something to the parser: no white space, no comments. */
export function* tokensBetween(text: string, start: number, end: number): Generator<Token> {
  let token: Token;
  for (let at = start; at < end; at = token.end) {
    token = tokenAt(text, at);
    if (token.kind !== "space" && token.kind !== "comment") yield token;
  }
}

/**
 * The token at `start`, by the rules of PostgreSQL's `scan.l` with `standard_conforming_strings = on` (which the runner
 * sets and no migration may turn off). `start` must lie inside the text. Text that PostgreSQL's lexer refuses (`1abc`, a
 * quote that is never closed) gives tokens too: whatever they are, the server refuses the statement they are in.
 */
export function tokenAt(text: string, start: number): Token {
  const character = text.charAt(start);
  switch (character) {
    case "'":
      return { kind: "string", start, end: closingQuote(text, start + 1, "'") };
    case '"':
      return { kind: "quoted-identifier", start, end: closingQuote(text, start + 1, '"') };
    case ";":
      return { kind: "semicolon", start, end: start + 1 };
    case "(":
      return { kind: "open", start, end: start + 1 };
    case ")":
      return { kind: "close", start, end: start + 1 };
    case "\\":
      return { kind: "backslash", start, end: start + 1 };
    case "$":
      return dollarToken(text, start);
    default:
      return longToken(text, start);
  }
}

function longToken(text: string, start: number): Token {
  const space = match(SPACE, text, start);
  if (space !== undefined) return { kind: "space", start, end: space };
  const lineComment = match(LINE_COMMENT, text, start);
  if (lineComment !== undefined) return { kind: "comment", start, end: lineComment };
  if (text.startsWith("/*", start)) return blockComment(text, start);
  const prefixed = match(PREFIXED_QUOTE, text, start);
  if (prefixed !== undefined) return prefixedToken(text, start, prefixed);
  const word = match(WORD, text, start);
  if (word !== undefined) return { kind: "word", start, end: word };
  return { kind: "other", start, end: match(NUMBER, text, start) ?? start + 1 };
}

// Bytes above 127 are letters to PostgreSQL, whatever character they are part of.
const LETTER = String.raw`[A-Za-z_\u0080-\uffff]`;
const NAME = String.raw`${LETTER}[A-Za-z0-9_$\u0080-\uffff]*`;
const DIGITS = "[0-9]+(?:_[0-9]+)*";
const SPACE = /[ \t\n\r\f\v]+/y;
const LINE_COMMENT = /--[^\n\r]*/y;
const PREFIXED_QUOTE = /[eEbBxX]'|[uU]&['"]/y;
const WORD = new RegExp(NAME, "y");
/** With letters that follow at once (`0x1F`, `1e5`, and `1abc`, which the server refuses): `1 e5` is something else. */
const NUMBER = new RegExp(String.raw`${DIGITS}(?:\.(?:${DIGITS})?)?(?:${NAME})?`, "y");
const PARAMETER = /\$[0-9]+/y;
const DOLLAR_QUOTE = new RegExp(String.raw`\$(?:${LETTER}[A-Za-z0-9_\u0080-\uffff]*)?\$`, "y");
/**
 * A string literal goes on after white space with a line break in it; an escape string goes on as one. The comments are
 * matched up to the end of their line or not at all: nothing to try twice.
 */
const CONTINUATION = /(?:[ \t\f\v]|--[^\n\r]*(?=[\n\r]))*[\n\r](?:[ \t\n\r\f\v]|--[^\n\r]*[\n\r])*'/y;

function match(pattern: RegExp, text: string, start: number): number | undefined {
  pattern.lastIndex = start;
  return pattern.test(text) ? pattern.lastIndex : undefined;
}

/** `quoted` lies behind the opening quote of `E'…'`, `B'…'`, `X'…'`, `U&'…'` or `U&"…"`. */
function prefixedToken(text: string, start: number, quoted: number): Token {
  const quote = text.charAt(quoted - 1);
  if (/[eE]/.test(text.charAt(start))) return { kind: "string", start, end: endOfEscapeString(text, quoted) };
  return {
    kind: quote === "'" ? "string" : "quoted-identifier",
    start,
    end: closingQuote(text, quoted, quote),
  };
}

function dollarToken(text: string, start: number): Token {
  const opened = match(DOLLAR_QUOTE, text, start);
  if (opened === undefined) return { kind: "other", start, end: match(PARAMETER, text, start) ?? start + 1 };
  const closed = text.indexOf(text.slice(start, opened), opened);
  return { kind: "dollar-string", start, end: closed < 0 ? text.length : closed + opened - start };
}

/** A doubled quote means one quote. */
function closingQuote(text: string, from: number, quote: string): number {
  let closed = text.indexOf(quote, from);
  while (closed >= 0 && text.charAt(closed + 1) === quote) closed = text.indexOf(quote, closed + 2);
  return closed < 0 ? text.length : closed + 1;
}

function endOfEscapeString(text: string, from: number): number {
  let at = from;
  while (at < text.length) {
    const character = text.charAt(at);
    if (character === "\\") at += 2;
    else if (character !== "'") at += 1;
    else if (text.charAt(at + 1) === "'") at += 2;
    else {
      const continued = match(CONTINUATION, text, at + 1);
      if (continued === undefined) return at + 1;
      at = continued;
    }
  }
  return text.length;
}

/**
 * Block comments nest. One that is never closed is part of a statement, so that the server gets it and refuses it, instead
 * of all that it swallows being left out in silence.
 */
function blockComment(text: string, start: number): Token {
  let depth = 0;
  for (let at = start; at < text.length; at += 1) {
    if (text.startsWith("/*", at)) {
      depth += 1;
      at += 1;
    } else if (text.startsWith("*/", at)) {
      depth -= 1;
      at += 1;
      if (depth === 0) return { kind: "comment", start, end: at + 1 };
    }
  }
  return { kind: "other", start, end: text.length };
}
