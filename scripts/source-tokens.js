/**
 * Strings, template literals, regular expressions and comments of TypeScript source. Matching all of them in one pass keeps
 * a quote or `//` inside one from starting another.
 */
export const TOKENS =
  /"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\[^]|[^`\\])*`|(?<=[(=,:[!&|?{};]\s*|return\s+)\/(?![*/])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n[])+\/|\/\/[^\n]*|\/\*[^]*?\*\//g;

/** Replaces text with spaces. Length and line breaks stay, so positions behind it do not move. */
export function blank(text) {
  return text.replace(/[^\n]/g, " ");
}
