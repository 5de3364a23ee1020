/** One variable of an env file, references not yet expanded. */
export interface EnvEntry {
  value: string;
  /** The line it begins on, from 1. Of several settings of one variable the last counts. */
  line: number;
  /** In single quotes: `$` means nothing, as in a shell. */
  literal: boolean;
}

/**
 * The variables of an env file, by the grammar and quoting of dotenv 17. Read here and not by dotenv because the line and
 * the kind of quotes are needed too, and because loading it costs every command in a project with a `.env` 30 ms.
 */
export function parseEntries(text: string): Map<string, EnvEntry> {
  const normalized = text.replaceAll(/\r\n?/g, "\n");
  const entries = new Map<string, EnvEntry>();
  for (const match of normalized.matchAll(ASSIGNMENT)) {
    const [, name = "", raw = ""] = match;
    const start = match.index + match[0].search(/\S/);
    const line = normalized.slice(0, start).split("\n").length;
    entries.set(name, { value: unquote(raw.trim()), line, literal: raw.trim().startsWith("'") });
  }
  return entries;
}

const ASSIGNMENT =
  /^\s*(?:export\s+)?([\w.-]+)(?:\s*=\s*?|:\s+?)(\s*'(?:\\'|[^'])*'|\s*"(?:\\"|[^"])*"|\s*`(?:\\`|[^`])*`|[^#\r\n]+)?\s*(?:#.*)?$/gm;

function unquote(value: string): string {
  const inner = value.replaceAll(/^(['"`])([\s\S]*)\1$/gm, "$2");
  return value.startsWith('"') ? inner.replaceAll("\\n", "\n").replaceAll("\\r", "\r") : inner;
}
