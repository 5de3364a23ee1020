/**
 * Characters that a terminal obeys instead of showing them (C0, DEL, C1), and those that reorder or hide the text around them:
 * direction marks, line and paragraph separators, invisible operators, tags. Joiners (U+200C, U+200D) are parts of words and emoji.
 */
const UNSAFE = String.raw`\p{Cc}\u061C\u200B\u200E\u200F\u2028-\u202E\u2060-\u206F\uFEFF\uFFF9-\uFFFB\u{E0000}-\u{E007F}`;

/** A class for regular expressions with the flag `u`: all of them, but for the line breaks and tabs of a layout. */
export const UNSAFE_IN_LINES = String.raw`(?![\n\t])[${UNSAFE}]`;

const UNSAFE_IN_LINE = new RegExp(`[${UNSAFE}]`, "gu");
const UNSAFE_IN_JSON = new RegExp(UNSAFE_IN_LINES, "gu");

/** Text from elsewhere that is one line, or a part of one: line breaks and tabs are spelled out too. */
export function visibleLine(text: string): string {
  return text.replaceAll(UNSAFE_IN_LINE, visible);
}

/** Spells one character out: `\x1b`, `\u202e`, `\u{e0001}`. */
export function visible(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  const hex = code.toString(16);
  if (code <= 0xff) return `\\x${hex.padStart(2, "0")}`;
  return code <= 0xffff ? `\\u${hex.padStart(4, "0")}` : `\\u{${hex}}`;
}

/** The same JSON document with these characters as escapes: `JSON.stringify` leaves all but C0 as they are. */
export function visibleJson(json: string): string {
  return json.replaceAll(UNSAFE_IN_JSON, (character) =>
    character
      .split("")
      .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`)
      .join(""),
  );
}
