import { migrationNumber, NAME_RULE } from "./filename.js";
import type { PlanProblem } from "../model/report.js";
import { compareText, readSqlFolder, type SqlFile } from "./sql-folder.js";
import { visibleLine } from "../../system/visible-text.js";

/** A migration file with its content. */
export interface MigrationSource extends SqlFile {
  /** The number its name starts with. */
  number: number;
}

/** The content of a migrations folder: `sources` by number, and the problems of the other files. */
export interface MigrationFolder {
  path: string;
  exists: boolean;
  sources: readonly MigrationSource[];
  problems: readonly PlanProblem[];
}

/** Reads a folder of migrations. One that does not exist holds none. */
export async function readMigrationFolder(directory: string): Promise<MigrationFolder> {
  const { files, ...folder } = await readSqlFolder(directory, badName);
  const sources = files.map((file) => ({ ...file, number: migrationNumber(file.filename) ?? 0 }));
  return {
    ...folder,
    sources: sources.toSorted((a, b) => a.number - b.number || compareText(a.filename, b.filename)),
  };
}

function badName(filename: string): PlanProblem | undefined {
  if (migrationNumber(filename) !== undefined) return undefined;
  return {
    kind: "bad-name",
    filenames: [filename],
    message: `${visibleLine(filename)} is not a valid name of a migration`,
    hint: `Rename it to ${NAME_RULE}, or move it out of the folder`,
  };
}
