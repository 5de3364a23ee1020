/** One variable of an env file, references not yet expanded. */
export interface EnvEntry {
  value: string;
  /** The line it begins on, from 1. Of several settings of one variable the last counts. */
  line: number;
  /** In single quotes: `$` means nothing, as in a shell. */
  literal: boolean;
  /** A `#` that follows the value without a space ends it, although a shell would go on. */
  losesTail: boolean;
}

/** An invalid line and its problem. The text of the line is not shown: it may be a password. */
export interface EnvFault {
  line: number;
  message: string;
}

/**
 * The variables of an env file, by the grammar and quoting of dotenv 17, in linear time. What dotenv skips in silence, or reads
 * across lines where no quotes hold them together, is a fault here.
 */
export function parseEntries(text: string): { entries: Map<string, EnvEntry>; faults: EnvFault[] } {
  const cursor = { text: text.replace(/^\ufeff/, "").replaceAll(/\r\n?/g, "\n"), at: 0, line: 1 };
  const entries = new Map<string, EnvEntry>();
  const faults: EnvFault[] = [];
  while (cursor.at < cursor.text.length) {
    const { line } = cursor;
    const { head, content } = readHead(cursor);
    if (head === undefined) {
      if (!/^\s*(?:#|$|export\s+[\w.-]+\s*(?:#|$))/.test(content))
        faults.push({ line, message: "is not NAME=value, a comment or blank" });
    } else {
      const value = readValue(cursor);
      if ("message" in value) faults.push({ line, message: value.message });
      else entries.set(head, { ...value, line });
    }
    skipLine(cursor);
  }
  return { entries, faults };
}

interface Cursor {
  text: string;
  at: number;
  /** Of `at`, from 1. */
  line: number;
}

/** The name that the line sets; the cursor is behind its `=` then. */
function readHead(cursor: Cursor): { head?: string | undefined; content: string } {
  const content = cursor.text.slice(cursor.at, endOfLine(cursor));
  const match = /^\s*(?:export\s+)?([\w.-]+)(?:\s*=|:\s)/.exec(content);
  if (match) cursor.at += match[0].length;
  return { head: match?.[1], content };
}

type Value = Omit<EnvEntry, "line"> | { message: string };

function readValue(cursor: Cursor): Value {
  const { text, at } = cursor;
  const rest = text.slice(at, endOfLine(cursor));
  const start = at + rest.search(/\S|$/);
  const quote = /^['"`]/.exec(text.slice(start, start + 1))?.[0];
  if (quote !== undefined) {
    const end = closingQuote(text, start, quote);
    if (end !== undefined) {
      for (; cursor.at <= end; cursor.at++) if (text[cursor.at] === "\n") cursor.line++;
      return {
        value: unquote(text.slice(start, end + 1)),
        literal: quote === "'",
        losesTail: text[end + 1] === "#",
      };
    }
  }
  const [raw = ""] = /^[^#]*/.exec(rest) ?? [];
  const value = raw.trim();
  const losesTail = raw.length < rest.length && !/\s$/.test(raw);
  // Quotes inside, of the same kind, are no reason to refuse what dotenv reads as it was meant: 'it's fine'.
  if (quote === undefined || (value.length > 1 && value.endsWith(quote)))
    return { value: unquote(value), literal: quote === "'", losesTail };
  const isOpen = !value.includes(quote, 1);
  return {
    message: isOpen
      ? `opens a value with ${quote} that is never closed`
      : `has text after the closing ${quote}`,
  };
}

/**
 * As dotenv has it: the first quote without a backslash, or one before it with a backslash, the later the better; nothing but a
 * comment may follow on its line.
 */
function closingQuote(text: string, start: number, quote: string): number | undefined {
  let found: number | undefined;
  for (let at = text.indexOf(quote, start + 1); at !== -1; at = text.indexOf(quote, at + 1)) {
    AFTER_VALUE.lastIndex = at + 1;
    if (AFTER_VALUE.test(text)) found = at;
    if (text[at - 1] !== "\\") break;
  }
  return found;
}

const AFTER_VALUE = /[^\S\n]*(?:#|$)/my;

function unquote(value: string): string {
  const isQuoted = value.length > 1 && /^['"`]/.test(value) && value.endsWith(value.charAt(0));
  const inner = isQuoted ? value.slice(1, -1) : value;
  return value.startsWith('"') ? inner.replaceAll("\\n", "\n").replaceAll("\\r", "\r") : inner;
}

function skipLine(cursor: Cursor): void {
  cursor.at = endOfLine(cursor) + 1;
  cursor.line++;
}

function endOfLine({ text, at }: Cursor): number {
  const end = text.indexOf("\n", at);
  return end === -1 ? text.length : end;
}
