/** Where text stops being JSON. Line and column count from 1. */
export interface JsonMistake {
  line: number;
  column: number;
  message: string;
}

/**
 * Finds the first mistake in text that `JSON.parse` refused. Node's own messages often lack the position, and quote the
 * file, which may hold a password.
 */
export function findJsonMistake(text: string): JsonMistake {
  const at = { index: 0 };
  try {
    readValue(text, at);
    expectEnd(text, at);
  } catch (error) {
    if (!(error instanceof Mistake)) throw error;
    return { ...positionOf(text, at.index), message: error.message };
  }
  return { ...positionOf(text, at.index), message: "not understood" };
}

interface Cursor {
  index: number;
}

class Mistake extends Error {}

function readValue(text: string, at: Cursor): void {
  skipSpace(text, at);
  const first = text[at.index];
  if (first === "{") readList(text, at, { close: "}", readItem: readMember });
  else if (first === "[") readList(text, at, { close: "]", readItem: readValue });
  else if (first === '"') readString(text, at);
  else if (!take(text, at, SCALAR)) fail(text, at, "expected a value");
}

const SCALAR = /(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)(?![\w.])/y;

interface ListShape {
  close: "}" | "]";
  readItem: (text: string, at: Cursor) => void;
}

function readList(text: string, at: Cursor, { close, readItem }: ListShape): void {
  at.index++;
  skipSpace(text, at);
  if (text[at.index] === close) {
    at.index++;
    return;
  }
  for (;;) {
    readItem(text, at);
    skipSpace(text, at);
    const next = text[at.index];
    if (next !== "," && next !== close) fail(text, at, `expected , or ${close}`);
    at.index++;
    if (next === close) return;
  }
}

function readMember(text: string, at: Cursor): void {
  skipSpace(text, at);
  if (text[at.index] !== '"') fail(text, at, "expected a key in double quotes");
  readString(text, at);
  skipSpace(text, at);
  if (text[at.index] !== ":") fail(text, at, "expected :");
  at.index++;
  readValue(text, at);
}

function readString(text: string, at: Cursor): void {
  at.index++;
  // oxlint-disable-next-line no-control-regex -- JSON forbids exactly these inside a string
  take(text, at, /(?:[^"\\\u0000-\u001f]|\\["\\/bfnrt]|\\u[\da-fA-F]{4})*/y);
  const next = text[at.index];
  if (next === "\\") fail(text, at, "unknown escape in text");
  if (next !== '"') fail(text, at, 'expected " at the end of the text');
  at.index++;
}

function expectEnd(text: string, at: Cursor): void {
  skipSpace(text, at);
  if (at.index < text.length) fail(text, at, "expected nothing more");
}

function skipSpace(text: string, at: Cursor): void {
  take(text, at, /[ \t\n\r]*/y);
}

function take(text: string, at: Cursor, pattern: RegExp): boolean {
  pattern.lastIndex = at.index;
  const match = pattern.exec(text);
  if (match) at.index = pattern.lastIndex;
  return match !== null;
}

function fail(text: string, at: Cursor, expected: string): never {
  if (/^\/[/*]/.test(text.slice(at.index))) throw new Mistake("comments are not allowed in JSON");
  const [found] = text.slice(at.index);
  throw new Mistake(`${expected}, found ${found === undefined ? "the end" : JSON.stringify(found)}`);
}

function positionOf(text: string, index: number): { line: number; column: number } {
  const lines = text.slice(0, index).split("\n");
  return { line: lines.length, column: (lines.at(-1) ?? "").length + 1 };
}
