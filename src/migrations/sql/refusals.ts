import { identifierOf } from "./identifiers.js";
import { tokensBetween } from "./lexer.js";
import { scanSql, type ScannedSql, type Statement } from "./scanner.js";

/** What a migration's text is to the runner. */
export interface ParsedMigration extends ScannedSql {
  text: string;
  /** False: the first line says `-- infra:no-transaction`. */
  inTransaction: boolean;
}

/** Something that cannot run inside a migration, and where. */
export interface Refusal {
  /** Index into the text. */
  offset: number;
  message: string;
  hint: string;
}

/** Scans a migration's text. */
export function parseMigration(text: string): ParsedMigration {
  return { text, inTransaction: directive(text) !== NO_TRANSACTION, ...scanSql(text) };
}

/** The first thing in the file that would take the run out of our hands; looked for before anything runs. */
export function findRefusal(migration: ParsedMigration): Refusal | undefined {
  const found = [
    ...unknownDirective(migration.text),
    ...migration.backslashes.slice(0, 1).map(backslash),
    ...migration.statements.flatMap((statement) => {
      const reason = refusedStatement(migration.text, statement);
      return reason === undefined ? [] : [{ offset: statement.start, ...reason }];
    }),
  ];
  return found.toSorted((a, b) => a.offset - b.offset)[0];
}

const NO_TRANSACTION = "no-transaction";

/** The word after `-- infra:` on the first line. */
function directive(text: string): string | undefined {
  return /^--[ \t]*infra:([A-Za-z-]*)/.exec(text)?.[1];
}

function unknownDirective(text: string): Refusal[] {
  const word = directive(text);
  if (word === undefined || word === NO_TRANSACTION) return [];
  return [
    {
      offset: 0,
      message: `the first line has the directive "infra:${word}", which does not exist`,
      hint: "The only directive is: -- infra:no-transaction",
    },
  ];
}

function backslash(offset: number): Refusal {
  return {
    offset,
    message: "psql commands (backslash) are not supported: the file is sent directly to the server",
    hint: "Write plain SQL instead; remove \\restrict, \\connect and similar commands from dumps",
  };
}

function refusedStatement(text: string, statement: Statement): Omit<Refusal, "offset"> | undefined {
  const { head } = statement;
  if (controlsTransaction(head)) {
    return {
      message: `${head.slice(0, 2).join(" ").toUpperCase()}: a file must not begin or end transactions itself`,
      hint: "Each file runs in one transaction with its ledger row. Remove the statement; put statements that must run outside a transaction into a separate file that starts with -- infra:no-transaction",
    };
  }
  if (copiesWithClient(head)) {
    return {
      message: "COPY from STDIN or to STDOUT needs a client that transfers the data",
      hint: "Use INSERT statements (pg_dump --inserts writes them)",
    };
  }
  const unlocking = unlocks(text, statement);
  if (unlocking !== undefined) {
    return {
      message: `${unlocking} would release the lock that excludes other migrators`,
      hint: "Remove it; infra resets the session after each file",
    };
  }
  if (turnsOffStandardStrings(text, statement)) {
    return {
      message: "standard_conforming_strings must stay on: without it the file cannot be parsed reliably",
      hint: "Write strings that need backslash escapes as E'…'",
    };
  }
  return undefined;
}

function controlsTransaction(head: readonly string[]): boolean {
  const [first = "", second, third] = head;
  if (["begin", "commit", "end", "abort"].includes(first)) return true;
  if (first === "start") return second === "transaction";
  if (first === "prepare") return second === "transaction" && third === "'";
  // ROLLBACK [WORK | TRANSACTION] TO savepoint stays inside the transaction.
  return first === "rollback" && second !== "to" && third !== "to";
}

function copiesWithClient(head: readonly string[]): boolean {
  if (head[0] !== "copy") return false;
  const verb = head.findIndex((word) => word === "from" || word === "to");
  return ["stdin", "stdout"].includes(head[verb + 1] ?? "");
}

/** What gives up all advisory locks of the session, ours among them. */
function unlocks(text: string, { head, start, end }: Statement): string | undefined {
  if (head[0] === "discard" && head[1] === "all") return "DISCARD ALL";
  if (!/pg_advisory_unlock_all/i.test(text.slice(start, end))) return undefined;
  const tokens = Array.from(tokensBetween(text, start, end), (token) => identifierOf(text, token));
  return tokens.includes("pg_advisory_unlock_all") ? "pg_advisory_unlock_all()" : undefined;
}

/** By SET or by `select set_config('standard_conforming_strings', …)`; names for yes are many. */
function turnsOffStandardStrings(text: string, { start, end }: Statement): boolean {
  if (!/standard_conforming_strings/i.test(text.slice(start, end))) return false;
  const tokens = Array.from(tokensBetween(text, start, end), (token) => text.slice(token.start, token.end));
  const words = tokens.map((token) => token.replaceAll(/^["']|["']$/g, "").toLowerCase());
  const called = words.indexOf("set_config");
  if (called >= 0) return words[called + 2] === STANDARD_STRINGS && !isOn(words[called + 4]);
  const [verb, name, , value] = words.filter((word) => word !== "session" && word !== "local");
  return verb === "set" && name === STANDARD_STRINGS && !isOn(value);
}

const STANDARD_STRINGS = "standard_conforming_strings";

function isOn(value: string | undefined): boolean {
  return /^(on|t(r(ue?)?)?|y(es?)?|1|default)$/.test(value ?? "");
}
