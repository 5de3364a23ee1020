/** The position of a syntax error in JSON. Line and column count from 1. */
export interface JsonMistake {
  line: number;
  column: number;
  message: string;
  /** The text is JSON, but two values have one key. */
  isDuplicate: boolean;
}

/**
 * Finds the first mistake in the text, if there is one. Node's own messages often lack the position, and quote the file, which may
 * hold a password. Of two values with the same key it would silently take the last.
 */
export function findJsonMistake(text: string): JsonMistake | undefined {
  const at = { index: 0, depth: 0 };
  try {
    readValue(text, at);
    expectEnd(text, at);
    return undefined;
  } catch (error) {
    if (!(error instanceof Mistake)) throw error;
    const { message, isDuplicate } = error;
    return { ...positionOf(text, at.index), message, isDuplicate };
  }
}

interface Cursor {
  index: number;
  depth: number;
}

class Mistake extends Error {
  readonly isDuplicate: boolean;
  constructor(message: string, isDuplicate = false) {
    super(message);
    this.isDuplicate = isDuplicate;
  }
}

function readValue(text: string, at: Cursor): void {
  skipSpace(text, at);
  const first = text[at.index];
  if (first === "{" || first === "[") {
    if (++at.depth > MAX_DEPTH) throw new Mistake("nested too deeply");
    if (first === "{") readObject(text, at);
    else readList(text, at, { close: "]", readItem: readValue });
    at.depth--;
  } else if (first === '"') readString(text, at);
  else if (!take(text, at, SCALAR)) fail(text, at, "expected a value");
}

const MAX_DEPTH = 100;
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

function readObject(text: string, at: Cursor): void {
  const seen = new Map<unknown, number>();
  readList(text, at, {
    close: "}",
    readItem: () => {
      skipSpace(text, at);
      const start = at.index;
      const key = readKey(text, at);
      const before = seen.get(key);
      if (before !== undefined) {
        at.index = start;
        const { line } = positionOf(text, before);
        throw new Mistake(`the key ${JSON.stringify(key)} is already set at line ${line}`, true);
      }
      seen.set(key, start);
      readValue(text, at);
    },
  });
}

function readKey(text: string, at: Cursor): unknown {
  const start = at.index;
  if (text[start] !== '"') fail(text, at, "expected a key in double quotes");
  readString(text, at);
  // Two spellings may be one key: "a" and "\u0061".
  const key: unknown = JSON.parse(text.slice(start, at.index));
  skipSpace(text, at);
  if (text[at.index] !== ":") fail(text, at, "expected :");
  at.index++;
  return key;
}

function readString(text: string, at: Cursor): void {
  at.index++;
  // oxlint-disable-next-line no-control-regex -- JSON forbids exactly these inside a string
  take(text, at, /(?:[^"\\\u0000-\u001f]+|\\["\\/bfnrt]|\\u[\da-fA-F]{4})*/y);
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
  if (/^\/[/*]/.test(text.slice(at.index, at.index + 2)))
    throw new Mistake("comments are not allowed in JSON");
  const [found] = text.slice(at.index, at.index + 2);
  throw new Mistake(`${expected}, found ${found === undefined ? "the end" : JSON.stringify(found)}`);
}

function positionOf(text: string, index: number): { line: number; column: number } {
  const lines = text.slice(0, index).split("\n");
  return { line: lines.length, column: (lines.at(-1) ?? "").length + 1 };
}
