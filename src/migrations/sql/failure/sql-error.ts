import type { PostgresError } from "postgres";
import { InfraError } from "../../../errors/infra-error.js";
import { messageOf } from "../../../errors/message.js";
import type { FileKind } from "../../../events.js";
import type { Statement } from "../scanner.js";
import { placeOf, type ErrorPlace } from "./error-place.js";
import { isServerError } from "../../../postgres/session.js";
import { excerpt, offsetOfCharacter, positionAt, type SourcePosition } from "../source-position.js";

/** Where in a file something went wrong. */
export interface FailedFile {
  kind: FileKind;
  filename: string;
  /** What was executed: the file without BOM. */
  text: string;
  /** The statement that failed; absent when it was the end of the file (deferred constraints, the ledger row). */
  statement?: Statement | undefined;
  /** More to say, a line each: what of a file without transaction had already run. */
  remarks?: readonly string[];
  hint?: string | undefined;
}

/**
 * MIGRATION_FAILED for an error that came while a file ran: the place in the file, the server's words and the
 * lines around it; in `details` the same as data.
 */
export function fileFailed(error: unknown, failed: FailedFile): InfraError {
  const server = isServerError(error) ? error : undefined;
  const { filename, text, statement } = failed;
  const place = statement && placeOf(server, text, statement);
  const message = [
    `${FAILED[failed.kind]} at ${locationOf(filename, place?.position)}: ${describe(error, server)}`,
    place
      ? excerpt(text, place.position)
      : "  (at the end of the file, when its changes were checked and recorded)",
    ...evidence(server, place?.holdsQuery ?? false),
    ...routineLines(failed, place),
    ...(failed.remarks ?? []),
  ].join("\n");
  return new InfraError("MIGRATION_FAILED", message, {
    hint: hintFor(server, failed.hint),
    details: { ...detailsOf(failed, place), ...serverDetails(server) },
    cause: error,
  });
}

/** First words of the message when a file cannot run. */
export const FAILED: Readonly<Record<FileKind, string>> = {
  migration: "Migration failed",
  seed: "Seed failed",
};

/** `003_add_index.sql:12:8`. */
export function locationOf(filename: string, position: SourcePosition | undefined): string {
  return position ? `${filename}:${position.line}:${position.column}` : filename;
}

function describe(error: unknown, server: PostgresError | undefined): string {
  return server ? `${server.message.replaceAll("\n", "\n    ")} (SQLSTATE ${server.code})` : messageOf(error);
}

function evidence(server: PostgresError | undefined, holdsQuery: boolean): string[] {
  if (!server) return [];
  return [
    ...labelled("Detail", server.detail),
    ...labelled("Server's hint", server.hint),
    ...labelled("Inside", server.where),
    ...(holdsQuery ? [] : internalQuery(server)),
  ];
}

function routineLines({ filename, text }: FailedFile, place: ErrorPlace | undefined): string[] {
  if (place?.routine === undefined) return [];
  const { name, position } = place.routine;
  return [`  ${name} is created at ${locationOf(filename, position)}:`, excerpt(text, position)];
}

function labelled(label: string, text: string | undefined): string[] {
  return text === undefined ? [] : [`  ${label}: ${text.replaceAll("\n", "\n    ")}`];
}

/** The query that a function ran, with a separate caret: the function may be in another file. */
function internalQuery({ internal_query: query, internal_position: nth }: PostgresError): string[] {
  if (query === undefined) return [];
  if (nth === undefined) return labelled("Query", query);
  return ["  Query:", excerpt(query, positionAt(query, offsetOfCharacter(query, 0, Number(nth))))];
}

/** What the server's answer calls for, then what the file's state does. */
function hintFor(server: PostgresError | undefined, own: string | undefined): string {
  const known = HINTS[server?.code ?? ""];
  if (own === undefined) return known ?? NOTHING_KEPT;
  return known === undefined ? own : `${known}\n${own}`;
}

const NOTHING_KEPT =
  "This file was rolled back; earlier files stay applied. Fix it and run the command again";

/** By SQLSTATE. */
const HINTS: Readonly<Record<string, string>> = {
  // active_sql_transaction
  "25001": "Put the statement into a separate file whose first line is: -- infra:no-transaction",
  // lock_not_available
  "55P03":
    "Another session holds a lock on that object longer than migrations.lockTimeoutMs (or a lock_timeout that the file sets). Close it, or raise the setting, and run the command again",
  // query_canceled: not by us, that is INTERRUPTED
  "57014":
    "If it ran longer than migrations.statementTimeoutMs (or a statement_timeout that the file sets), raise that setting (0 for no limit) and run the command again",
};

function detailsOf(failed: FailedFile, place: ErrorPlace | undefined): Record<string, unknown> {
  const { filename, statement, text, remarks } = failed;
  const { position, routine } = place ?? {};
  return {
    filename,
    line: position?.line ?? null,
    column: position?.column ?? null,
    excerpt: position ? excerpt(text, position) : null,
    routine: routine
      ? { name: routine.name, line: routine.position.line, column: routine.position.column }
      : null,
    statement: statement
      ? text.slice(statement.start, Math.min(statement.end, statement.start + 2000))
      : null,
    ...(remarks && { remarks }),
  };
}

function serverDetails(server: PostgresError | undefined): Record<string, unknown> {
  if (!server) return {};
  return {
    message: server.message,
    sqlState: server.code,
    severity: server.severity,
    detail: server.detail ?? null,
    serverHint: server.hint ?? null,
    where: server.where ?? null,
    internalQuery: server.internal_query ?? null,
    internalPosition: server.internal_position === undefined ? null : Number(server.internal_position),
    constraint: server.constraint_name ?? null,
    table: server.table_name ?? null,
    schema: server.schema_name ?? null,
    columnName: server.column_name ?? null,
  };
}
