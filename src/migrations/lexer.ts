/** What PostgreSQL's lexer makes of a piece of text, as far as statement boundaries need it. */
export type TokenKind =
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

/**
 * The token at `start`, by the rules of PostgreSQL's `scan.l` with `standard_conforming_strings = on` (which the runner
 * sets and no migration may turn off). `start` must lie inside the text.
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
  if (text.startsWith("/*", start)) return { kind: "comment", start, end: endOfBlockComment(text, start) };
  if (/[eE]/.test(text.charAt(start)) && text.charAt(start + 1) === "'") {
    return { kind: "string", start, end: endOfEscapeString(text, start + 2) };
  }
  const word = match(WORD, text, start);
  if (word !== undefined) return { kind: "word", start, end: word };
  return { kind: "other", start, end: match(NUMBER, text, start) ?? start + 1 };
}

// Bytes above 127 are letters to PostgreSQL, whatever character they are part of.
const SPACE = /[ \t\n\r\f\v]+/y;
const LINE_COMMENT = /--[^\n\r]*/y;
const WORD = /[A-Za-z_\u0080-\uffff][A-Za-z0-9_$\u0080-\uffff]*/y;
const NUMBER = /[0-9][A-Za-z0-9_.\u0080-\uffff]*/y;
const DOLLAR_QUOTE = /\$(?:[A-Za-z_\u0080-\uffff][A-Za-z0-9_\u0080-\uffff]*)?\$/y;
/** A string literal goes on after white space with a line break in it; an escape string goes on as one. */
const CONTINUATION = /(?:[ \t\f\v]|--[^\n\r]*)*[\n\r](?:[ \t\n\r\f\v]|--[^\n\r]*[\n\r])*'/y;

function match(pattern: RegExp, text: string, start: number): number | undefined {
  pattern.lastIndex = start;
  return pattern.test(text) ? pattern.lastIndex : undefined;
}

function dollarToken(text: string, start: number): Token {
  const opened = match(DOLLAR_QUOTE, text, start);
  if (opened === undefined) return { kind: "other", start, end: start + 1 };
  const closed = text.indexOf(text.slice(start, opened), opened);
  return { kind: "dollar-string", start, end: closed < 0 ? text.length : closed + opened - start };
}

/** A doubled quote stands for itself: two strings side by side end in the same place. */
function closingQuote(text: string, from: number, quote: string): number {
  const closed = text.indexOf(quote, from);
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

/** Block comments nest. */
function endOfBlockComment(text: string, start: number): number {
  let depth = 0;
  for (let at = start; at < text.length; at += 1) {
    if (text.startsWith("/*", at)) {
      depth += 1;
      at += 1;
    } else if (text.startsWith("*/", at)) {
      depth -= 1;
      at += 1;
      if (depth === 0) return at + 1;
    }
  }
  return text.length;
}
