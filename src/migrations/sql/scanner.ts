import { foldCase } from "./identifiers.js";
import { tokensBetween, type Token } from "./lexer.js";

/** One SQL statement: `text.slice(start, end)`, without the semicolon and without comments around it. */
export interface Statement {
  start: number;
  end: number;
  /**
   * Its first tokens outside parentheses: words in lower case, `"` for a quoted name, `'` for a string, other
   * characters as they are. Enough to recognise the kind of the statement.
   */
  head: readonly string[];
}

/** What a migration file holds. Offsets are indices into the text. */
export interface ScannedSql {
  statements: readonly Statement[];
  /** Backslashes outside quotes: only psql gives them a meaning. */
  backslashes: readonly number[];
}

/**
 * Cuts SQL text into statements the way PostgreSQL's own parser does. Semicolons inside quotes, comments, parentheses
 * (`CREATE RULE`) and `BEGIN ATOMIC … END` bodies do not end a statement.
 */
export function scanSql(text: string): ScannedSql {
  const statements: Statement[] = [];
  const backslashes: number[] = [];
  let current: OpenStatement | undefined;
  for (const token of tokensBetween(text, 0, text.length)) {
    if (token.kind === "backslash") backslashes.push(token.start);
    if (token.kind === "semicolon" && (current === undefined || endsHere(current))) {
      if (current !== undefined) statements.push(closed(current));
      current = undefined;
      continue;
    }
    current ??= opened(token);
    take(current, token, symbolOf(text, token));
  }
  if (current !== undefined) statements.push(closed(current));
  return { statements, backslashes };
}

const HEAD_LENGTH = 16;

interface OpenStatement {
  start: number;
  end: number;
  head: string[];
  parentheses: number;
  /** The first words of the statement being read in each `BEGIN ATOMIC … END` that is open, the innermost last. */
  bodies: string[][];
  previous: string;
}

function opened(token: Token): OpenStatement {
  const place = { start: token.start, end: token.end };
  return { ...place, head: [], parentheses: 0, bodies: [], previous: ";" };
}

function closed(statement: OpenStatement): Statement {
  return { start: statement.start, end: statement.end, head: statement.head };
}

function endsHere(statement: OpenStatement): boolean {
  return statement.parentheses === 0 && statement.bodies.length === 0;
}

function take(statement: OpenStatement, token: Token, symbol: string): void {
  if (token.kind === "open") statement.parentheses += 1;
  else if (token.kind === "close") statement.parentheses = Math.max(0, statement.parentheses - 1);
  else if (statement.parentheses === 0) {
    if (statement.head.length < HEAD_LENGTH) statement.head.push(symbol);
    trackRoutineBodies(statement, symbol);
  }
  statement.previous = symbol;
  statement.end = token.end;
}

/**
 * A body holds statements, each with its semicolon; one of them may create a routine with another body. `end` closes
 * it only where a statement could begin: elsewhere it is a name, or belongs to CASE.
 */
function trackRoutineBodies({ head, bodies, previous }: OpenStatement, symbol: string): void {
  const words = bodies.at(-1) ?? head;
  if (words !== head) {
    if (symbol === ";") words.length = 0;
    else if (words.push(symbol) === 1 && symbol === "end") bodies.pop();
  }
  if (symbol === "atomic" && previous === "begin" && createsRoutine(words)) bodies.push([]);
}

/** Does a statement that begins like this create a function or procedure? */
export function createsRoutine(head: readonly string[]): boolean {
  const words = head[1] === "or" && head[2] === "replace" ? head.slice(3) : head.slice(1);
  return head[0] === "create" && (words[0] === "function" || words[0] === "procedure");
}

function symbolOf(text: string, token: Token): string {
  switch (token.kind) {
    case "word":
      return foldCase(text.slice(token.start, token.end));
    case "quoted-identifier":
      return '"';
    case "string":
    case "dollar-string":
      return "'";
    case "semicolon":
    case "open":
    case "close":
    case "backslash":
    case "space":
    case "comment":
    case "other":
      return text.slice(token.start, token.end);
  }
}
