import type { Token } from "./lexer.js";

/** PostgreSQL folds ASCII letters only: the Kelvin sign is no `k`. */
export function foldCase(word: string): string {
  return word.replaceAll(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

/** The name that a token stands for, as the server stores it and says it in messages; undefined for other tokens. */
export function identifierOf(text: string, { kind, start, end }: Token): string | undefined {
  const written = text.slice(start, end);
  if (kind === "word") return foldCase(written);
  if (kind !== "quoted-identifier" || !written.startsWith('"')) return undefined;
  return written.slice(1, -1).replaceAll('""', '"');
}
