/** A place in a text. `line` and `column` count from 1, columns in characters (code points) as PostgreSQL does. */
export interface SourcePosition {
  /** Index into the text. */
  offset: number;
  line: number;
  column: number;
}

/** Line and column of an index into the text. */
export function positionAt(text: string, offset: number): SourcePosition {
  let line = 1;
  let lineStart = 0;
  for (let end = text.indexOf("\n"); end >= 0 && end < offset; end = text.indexOf("\n", lineStart)) {
    line += 1;
    lineStart = end + 1;
  }
  return { offset, line, column: codePoints(text.slice(lineStart, offset)) + 1 };
}

/** Index of the `nth` character (code points, from 1) of the text that begins at `start`. */
export function offsetOfCharacter(text: string, start: number, nth: number): number {
  let offset = start;
  for (let passed = 1; passed < nth && offset < text.length; passed += 1) {
    offset += (text.codePointAt(offset) ?? 0) > 0xffff ? 2 : 1;
  }
  return offset;
}

/**
 * The line of `position` with up to two lines before it and a caret below. Long lines are cut around the caret; tabs are
 * kept, in the caret's line too, so that both are shown equally wide.
 */
export function excerpt(text: string, position: SourcePosition): string {
  const lines = text.split("\n").map((line) => line.replace(/\r$/, ""));
  const first = Math.max(1, position.line - CONTEXT_LINES);
  const width = String(position.line).length;
  const shown = lines.slice(first - 1, position.line).map((line) => cut(line, position.column));
  const numbered = shown.map((line, index) => `  ${String(first + index).padStart(width)} | ${line.text}`);
  const at = shown.at(-1) ?? { text: "", removed: 0 };
  const lead = Array.from(at.text).slice(0, position.column - 1 - at.removed);
  return [...numbered, `  ${" ".repeat(width)} | ${lead.map(blank).join("")}^`].join("\n");
}

const CONTEXT_LINES = 2;
const MAX_WIDTH = 100;

/** Keeps a window of the line in which `column` lies; all lines of an excerpt are cut alike. */
function cut(line: string, column: number): { text: string; removed: number } {
  const characters = Array.from(line);
  if (characters.length <= MAX_WIDTH && column <= MAX_WIDTH) return { text: line, removed: 0 };
  const from = column <= MAX_WIDTH / 2 ? 0 : column - MAX_WIDTH / 2;
  const kept = characters.slice(from, from + MAX_WIDTH);
  const start = from > 0 ? "…" : "";
  const end = from + MAX_WIDTH < characters.length ? "…" : "";
  return { text: start + kept.join("") + end, removed: from - start.length };
}

/** As wide as the character is shown. */
function blank(character: string): string {
  if (character === "\t") return "\t";
  if (/\p{Mark}/u.test(character)) return "";
  return WIDE.test(character) ? "  " : " ";
}

/** What terminals show two columns wide: East Asian scripts, emoji. */
const WIDE =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u;

function codePoints(text: string): number {
  let count = 0;
  for (const _character of text) count += 1;
  return count;
}
