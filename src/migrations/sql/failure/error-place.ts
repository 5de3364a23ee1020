import type { PostgresError } from "postgres";
import { framesOf, type Frame } from "./error-context.js";
import { namedInMessage } from "./named-in-message.js";
import { bodyOf, bodyOfRoutine, offsetOfLine, type RoutineBody } from "../routine-body.js";
import { scanSql, type Statement } from "../scanner.js";
import { offsetOfCharacter, positionAt, type SourcePosition } from "../source-position.js";

/** Where in a file an error arose. */
export interface ErrorPlace {
  /** In the statement that failed. */
  position: SourcePosition;
  /** In the routine that was running, if this very file creates it. */
  routine?: { name: string; position: SourcePosition };
  /** The query that a routine ran lies at one of these places, so that it need not be shown again. */
  holdsQuery: boolean;
}

/**
 * As near as the server's words lead: its own position; the line of a `DO` block; a name in its message that occurs once
 * in the statement; the beginning of the statement.
 */
export function placeOf(error: PostgresError | undefined, text: string, statement: Statement): ErrorPlace {
  const nth = Number(error?.position);
  if (error === undefined) return at(text, statement.start);
  if (nth > 0) return at(text, offsetOfCharacter(text, statement.start, nth));
  const frames = framesOf(error.where);
  const [innermost] = frames;
  const outermost = frames.at(-1);
  if (innermost === undefined || outermost === undefined) {
    return at(text, namedInMessage(error.message, text, statement) ?? statement.start);
  }
  const block = outermost.kind === "block" ? bodyOf(text, statement) : undefined;
  const inBlock = block && placeInBody({ text, body: block, frame: outermost, error });
  const isInnermost = frames.length === 1;
  return {
    ...at(text, (isInnermost ? inBlock?.query : undefined) ?? inBlock?.start ?? statement.start),
    ...inRoutine(innermost, { text, statement, error }),
    ...(isInnermost && inBlock?.query !== undefined && { holdsQuery: true }),
  };
}

function at(text: string, offset: number): ErrorPlace {
  return { position: positionAt(text, offset), holdsQuery: false };
}

function inRoutine(
  frame: Frame,
  { text, statement, error }: { text: string; statement: Statement; error: PostgresError },
): Pick<ErrorPlace, "routine"> & Partial<ErrorPlace> {
  if (frame.kind === "block") return {};
  const body = bodyOfRoutine(frame.name, text, statement.start);
  const place = body && placeInBody({ text, body, frame, error });
  if (place === undefined) return {};
  const position = positionAt(text, place.query ?? place.start);
  return { routine: { name: frame.name, position }, holdsQuery: place.query !== undefined };
}

/** `start`: of the line or statement that ran; `query`: of the mistake in the query which that ran, if it stands there as it was run. */
function placeInBody({
  text,
  body,
  frame,
  error,
}: {
  text: string;
  body: RoutineBody;
  frame: Frame;
  error: PostgresError;
}): { start: number; query: number | undefined } | undefined {
  const start = startIn(text, body, frame);
  if (start === undefined) return undefined;
  const found = indexOfQuery(error.internal_query, text.slice(0, body.end), start);
  const nth = Number(error.internal_position);
  return {
    start,
    query: found === undefined || !(nth > 0) ? undefined : offsetOfCharacter(text, found, nth),
  };
}

function startIn(text: string, body: RoutineBody, frame: Frame): number | undefined {
  if (frame.kind !== "sql") return offsetOfLine(text, body, frame.line);
  if (frame.nth === undefined) return undefined;
  const statement = scanSql(text.slice(body.start, body.end)).statements[frame.nth - 1];
  return statement && body.start + statement.start;
}

/** Not in the middle of a word: the query may be a single name. */
function indexOfQuery(query: string | undefined, text: string, from: number): number | undefined {
  if (query === undefined || query === "") return undefined;
  let found = text.indexOf(query, from);
  while (found > 0 && /^\w\w$/.test(text.charAt(found - 1) + query.charAt(0)))
    found = text.indexOf(query, found + 1);
  return found < 0 ? undefined : found;
}
