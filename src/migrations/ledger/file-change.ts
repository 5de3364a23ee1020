import { isUnchanged } from "../files/checksum.js";
import type { MigrationSource } from "../files/migration-folder.js";
import { contentOf } from "../files/sql-folder.js";
import { readContents } from "./ledger-table.js";
import { diffLines } from "../files/line-diff.js";
import type { FileChange, LedgerEntry } from "../model/report.js";
import { isSameSql } from "../sql/same-sql.js";
import type { Session } from "../../postgres/session.js";

/** A file that differs from the applied one, and its current content. */
export interface ChangedFile {
  source: MigrationSource;
  change: FileChange;
}

/** Compares what is recorded with what is there. Asks for the applied texts only when something differs. */
export async function findChanges(
  session: Session,
  ledger: { rows: readonly LedgerEntry[]; sources: readonly MigrationSource[]; keepsContent: boolean },
): Promise<ChangedFile[]> {
  const byName = new Map(ledger.sources.map((source) => [source.filename, source]));
  const changed = ledger.rows.flatMap((row) => {
    const source = byName.get(row.filename);
    return source && !isUnchanged(row, source) ? [{ row, source }] : [];
  });
  if (changed.length === 0) return [];
  const names = changed.map(({ row }) => row.filename);
  const contents = ledger.keepsContent ? await readContents(session, names) : new Map<string, string>();
  return changed.map(({ row, source }) => {
    return { source, change: changeOf(row, source, contents.get(row.filename)) };
  });
}

/** As text for messages; each line is indented. */
export function changeText({ kind, diff }: FileChange): string {
  if (diff === null) return "  The applied text is unknown: the ledger has only its checksum.";
  const shown = diff.slice(0, LINES_SHOWN).map((line) => `    ${line}`);
  const more = diff.length - shown.length;
  return [
    kind === "cosmetic"
      ? "  Only comments and white space differ:"
      : "  From the applied text to the current file:",
    ...shown,
    ...(more > 0 ? [`    … and ${more} more lines (all of them with --json)`] : []),
  ].join("\n");
}

const LINES_SHOWN = 30;

function changeOf(row: LedgerEntry, source: MigrationSource, applied: string | undefined): FileChange {
  const { filename, checksum: recordedChecksum } = row;
  const file = { filename, recordedChecksum, newChecksum: source.checksum };
  const present = contentOf(source);
  if (applied === undefined || present === null) return { ...file, kind: "unknown", diff: null };
  const kind = isSameSql(applied, present) ? "cosmetic" : "substantial";
  return { ...file, kind, diff: diffLines(applied, present) };
}
