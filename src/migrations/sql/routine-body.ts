import { identifierOf } from "./identifiers.js";
import { tokensBetween, type Token } from "./lexer.js";
import { createsRoutine, scanSql, type Statement } from "./scanner.js";

/** The code in a `DO` or `CREATE FUNCTION`, without its quotes: `text.slice(start, end)`. */
export interface RoutineBody {
  start: number;
  end: number;
}

/** Undefined where there is none, or where it is quoted so that its lines cannot be counted (`E'…\n…'`). */
export function bodyOf(text: string, statement: Statement): RoutineBody | undefined {
  const isBlock = statement.head[0] === "do";
  let previous = "";
  for (const token of tokensBetween(text, statement.start, statement.end)) {
    const isCode = isBlock ? previous !== "language" : previous === "as";
    if (isCode && (token.kind === "string" || token.kind === "dollar-string")) return inside(text, token);
    previous = identifierOf(text, token) ?? "";
  }
  return undefined;
}

/** The body of the one routine of this name that is created before `offset`; if there are several, it is unknown which one ran. */
export function bodyOfRoutine(name: string, text: string, offset: number): RoutineBody | undefined {
  const creations = scanSql(text).statements.filter(
    (statement) =>
      statement.start < offset && createsRoutine(statement.head) && routineName(text, statement) === name,
  );
  const [creation] = creations;
  return creation && creations.length === 1 ? bodyOf(text, creation) : undefined;
}

/** Index of the first character that is not blank in line `line` (from 1, where the body begins) of a body. */
export function offsetOfLine(text: string, body: RoutineBody, line: number): number {
  let offset = body.start;
  for (let passed = 1; passed < line; passed += 1) {
    const next = text.indexOf("\n", offset);
    if (next < 0 || next >= body.end) break;
    offset = next + 1;
  }
  return offset + (/^[ \t]*/.exec(text.slice(offset, body.end))?.[0].length ?? 0);
}

function inside(text: string, { start, end }: Token): RoutineBody | undefined {
  const quote = /^(?:'|\$[^$]*\$)/.exec(text.slice(start, end))?.[0];
  return quote === undefined ? undefined : { start: start + quote.length, end: end - quote.length };
}

/** Without its schema. */
function routineName(text: string, { start, end }: Statement): string | undefined {
  let last: string | undefined;
  for (const token of tokensBetween(text, start, end)) {
    if (token.kind === "open") break;
    last = identifierOf(text, token) ?? last;
  }
  return last;
}
