/**
 * Text of an env file that `dotenv` and a POSIX shell (`set -a; . file`) both read back as exactly these values.
 *
 * Programs that expand `$` even inside single quotes (dotenv-expand, used by some frameworks) read a value with `$`
 * differently; no quoting satisfies them and a shell at once.
 *
 * @throws TypeError for a key that is no variable name, or a value for which {@link dotenvProblem} gives a reason.
 */
export function formatDotenv(entries: Readonly<Record<string, string>>): string {
  return Object.entries(entries)
    .map(([key, value]) => `${checkedKey(key)}=${quoteDotenv(key, value)}\n`)
    .join("");
}

/** Why no quoting of this value means the same to `dotenv` and to a shell; `undefined` when one does. */
export function dotenvProblem(value: string): string | undefined {
  if (/[\0\r]/.test(value)) return "must not contain NUL or carriage return";
  // dotenv takes \' for an escaped quote and goes on to the next one; a shell ends the value there.
  if (value.endsWith("\\")) return "must not end with a backslash";
  // dotenv knows no escapes inside double quotes except \n and \r, a shell expands $ and ` there.
  if (value.includes("'") && /["$`]|\\[\\\nnr]/.test(value)) {
    return "must not contain ' together with one of \" $ ` \\n \\r \\\\ (dotenv and a shell would read it differently)";
  }
  if (hasLoneSurrogate(value)) return "must be valid Unicode text";
  return undefined;
}

/** Nothing in here is special to a shell or to dotenv, so it needs no quotes. */
const PLAIN = /^[A-Za-z0-9_.,:/@%+-]+$/;

function quoteDotenv(key: string, value: string): string {
  const problem = dotenvProblem(value);
  // The value may be a password: only its key is named.
  if (problem !== undefined) throw new TypeError(`Value of ${key} ${problem}`);
  if (PLAIN.test(value)) return value;
  return value.includes("'") ? `"${value}"` : `'${value}'`;
}

function checkedKey(key: string): string {
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(key)) throw new TypeError(`${key} is not a variable name`);
  return key;
}

function hasLoneSurrogate(value: string): boolean {
  return /[\ud800-\udfff]/u.test(value);
}
