import { findRefusal, type ParsedMigration } from "./refusals.js";
import type { PlanProblem } from "../model/report.js";
import { excerpt, positionAt } from "./source-position.js";
import { locationOf } from "./failure/sql-error.js";

/** What in a file cannot run here, if anything, with its place. */
export function refusedStatement({
  filename,
  migration,
}: {
  filename: string;
  migration: ParsedMigration;
}): PlanProblem[] {
  const refusal = findRefusal(migration);
  if (refusal === undefined) return [];
  const position = positionAt(migration.text, refusal.offset);
  return [
    {
      kind: "refused-statement",
      filenames: [filename],
      message: `${locationOf(filename, position)}: ${refusal.message}\n${excerpt(migration.text, position)}`,
      hint: refusal.hint,
      details: { filename, line: position.line, column: position.column },
    },
  ];
}
