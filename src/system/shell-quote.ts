/**
 * A word as sh, bash, zsh and fish read it back: bare where that is safe, else in single quotes. In them fish
 * reads `\\` and `\'` as one character, so that such a backslash stands outside. A `=` or `%` at the start has a meaning in zsh and fish.
 */
export function quoteForShell(word: string): string {
  if (/^[A-Za-z0-9_@+:,./-][A-Za-z0-9_@%+=:,./-]*$/.test(word)) return word;
  return `'${word.replaceAll(/'|\\(?=[\\']|$)/g, (character) => `'\\${character}'`)}'`;
}
