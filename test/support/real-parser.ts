import { loadModule, parseSync, scanSync, SqlError, type ScanToken } from "libpg-query";

/** `text.slice(start, end)`: a statement without its semicolon and without comments around it. */
export interface Span {
  start: number;
  end: number;
}

/** What PostgreSQL 18's own lexer and grammar, compiled to WebAssembly, make of a text. */
export type RealAnswer =
  | { kind: "parsed"; statements: Span[] }
  /** The grammar refuses the text; these are its tokens, cut at semicolons outside parentheses and routine bodies. */
  | { kind: "tokens"; statements: Span[]; refusal: Refusal }
  /** The lexer refuses it: there are no statements. */
  | { kind: "unreadable"; refusal: Refusal };

/** `offset`: index into the text. */
interface Refusal {
  offset: number;
  message: string;
}

/** Makes {@link realStatements} ready. */
export const loadRealParser: () => Promise<void> = loadModule;

/** Statements by the real parser. The text must hold no NUL and no half of a surrogate pair. */
export function realStatements(text: string): RealAnswer {
  const places = new Places(text);
  const tokens = significantTokens(text, places);
  try {
    const { stmts = [] } = text === "" ? {} : parseSync(text);
    if (tokens === undefined) throw new Error(`the parser reads what its lexer does not: ${text}`);
    const raw = stmts.map(({ stmt_location = 0, stmt_len = 0 }) => ({
      start: places.indexOfByte(stmt_location),
      end: stmt_len === 0 ? text.length : places.indexOfByte(stmt_location + stmt_len),
    }));
    return { kind: "parsed", statements: trimmed(raw, tokens) };
  } catch (error) {
    if (!(error instanceof SqlError)) throw error;
    const offset = places.indexOfCharacter(error.sqlDetails?.cursorPosition ?? 0);
    const refusal = { offset, message: error.message };
    return tokens === undefined
      ? { kind: "unreadable", refusal }
      : { kind: "tokens", statements: cutAtSemicolons(text, tokens), refusal };
  }
}

/** Does the real lexer find tokens to the end of this text? */
export function isReadable(text: string): boolean {
  return significantTokens(text, new Places(text)) !== undefined;
}

/** Undefined: the lexer refuses the text. */
function significantTokens(text: string, places: Places): Span[] | undefined {
  if (text === "") return [];
  return scanned(text)
    ?.filter(({ tokenName }) => tokenName !== "SQL_COMMENT" && tokenName !== "C_COMMENT")
    .map(({ start, end }) => ({ start: places.indexOfByte(start), end: places.indexOfByte(end) }));
}

function scanned(text: string): ScanToken[] | undefined {
  try {
    return scanSync(withoutControls(text)).tokens;
  } catch (error) {
    // The library takes the lexer's message for JSON.
    if (error instanceof SyntaxError && /Unexpected token/.test(error.message)) return undefined;
    throw error;
  }
}

/** The library's JSON cannot hold these. Each is replaced by one that the lexer treats alike. */
function withoutControls(text: string): string {
  // oxlint-disable-next-line no-control-regex -- that is what they are
  return text.replaceAll(/[\v\f]/g, "\t").replaceAll(/[\u0001-\u0008\u000e-\u001f]/g, "\u007f");
}

/** The parser counts the space and comments around a statement as part of it, sometimes. */
function trimmed(raw: readonly Span[], tokens: readonly Span[]): Span[] {
  let next = 0;
  return raw.map(({ start, end }) => {
    while ((tokens[next]?.start ?? end) < start) next += 1;
    const first = tokens[next];
    while ((tokens[next]?.end ?? Infinity) <= end) next += 1;
    const last = tokens[next - 1];
    if (first === undefined || last === undefined || last.end > end)
      throw new Error("a statement without tokens");
    return { start: first.start, end: last.end };
  });
}

/** For text without grammar there is no truth but this rule, here on the real tokens. */
function cutAtSemicolons(text: string, tokens: readonly Span[]): Span[] {
  const statements: Span[] = [];
  const follows = (wanted: string, index: number) => {
    const { start = 0, end = 0 } = tokens[index - 1] ?? {};
    return text.slice(start, end).toLowerCase() === wanted;
  };
  let rest = 0;
  let depth = 0;
  // What was read of the statement, of the one being read in its body, and so on.
  let open: string[][] = [[]];
  for (const [index, { start, end }] of tokens.entries()) {
    const word = text.slice(start, end).replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase());
    const words = open.at(-1) ?? [];
    if (word === "(") depth += 1;
    else if (word === ")") depth = Math.max(0, depth - 1);
    else if (depth === 0) words.push(word);
    if (depth > 0) continue;
    if (word === ";" && open.length === 1) {
      if (index > rest)
        statements.push({ start: tokens[rest]?.start ?? 0, end: tokens[index - 1]?.end ?? 0 });
      rest = index + 1;
    }
    if (word === ";") open = [...open.slice(0, -1), []];
    else if (open.length > 1 && words.length === 1 && word === "end") open.pop();
    else if (word === "atomic" && follows("begin", index) && CREATES_ROUTINE.test(words.join(" ")))
      open.push([]);
  }
  const last = tokens.at(-1);
  const first = tokens[rest];
  if (last && first) statements.push({ start: first.start, end: last.end });
  return statements;
}

const CREATES_ROUTINE = /^create (or replace )?(function|procedure) /;

/** Index into a JavaScript string for the parser's positions. */
class Places {
  readonly #text: string;
  readonly #ofByte: Uint32Array | undefined;

  constructor(text: string) {
    this.#text = text;
    // oxlint-disable-next-line no-control-regex -- ASCII
    this.#ofByte = /^[\u0000-\u007f]*$/.test(text) ? undefined : indicesOfBytes(text);
  }

  indexOfByte(byte: number): number {
    return this.#ofByte ? (this.#ofByte[byte] ?? this.#text.length) : byte;
  }

  indexOfCharacter(nth: number): number {
    return this.#ofByte ? Array.from(this.#text).slice(0, nth).join("").length : nth;
  }
}

function indicesOfBytes(text: string): Uint32Array {
  const indices = new Uint32Array(Buffer.byteLength(text));
  let byte = 0;
  let index = 0;
  for (const character of text) {
    indices.fill(index, byte, byte + Buffer.byteLength(character));
    byte += Buffer.byteLength(character);
    index += character.length;
  }
  return indices;
}
