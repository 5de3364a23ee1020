import { visibleLine } from "../../system/visible-text.js";
import { shownText } from "./own-sequences.js";

/** Columns a text takes on a terminal, colours not counted. */
export function visibleWidth(text: string): number {
  return Array.from(shownText(text)).length;
}

export function padVisible(text: string, width: number): string {
  return text + " ".repeat(Math.max(0, width - visibleWidth(text)));
}

/** Cuts uncoloured text so that it fits on a line, and shows that it was cut. */
export function cutToWidth(text: string, width: number): string {
  const line = visibleLine(text);
  const characters = Array.from(line);
  return characters.length <= width ? line : `${characters.slice(0, Math.max(0, width - 1)).join("")}…`;
}

/** Uncoloured text in lines of at most `width` columns, broken at blanks; a longer word is not broken. */
export function wrapWords(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    if (last === undefined || visibleWidth(last) + 1 + visibleWidth(word) > width) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
}

/** Text with a hanging indent, so that no line looks like a separate message. */
export function hanging(text: string, indent: number): string {
  return text.replaceAll("\n", `\n${" ".repeat(indent)}`);
}

/** The number of terminal rows of these lines, including wrapped rows. */
export function rowsTaken(text: string, columns: number): number {
  const lines = text.split("\n").slice(0, -1);
  return lines.reduce((rows, line) => rows + Math.max(1, Math.ceil(visibleWidth(line) / columns)), 0);
}
