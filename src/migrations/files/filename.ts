/** How a migration file must be called; the number may have any width from three digits on. */
export const NAME_RULE = "NNN_description.sql (three or more digits, then letters, digits, _ - .)";

const NAME = /^(\d{3,15})_[A-Za-z0-9][A-Za-z0-9_.-]*\.sql$/;

/** The number a migration's file name starts with; `undefined` when the name breaks {@link NAME_RULE}. */
export function migrationNumber(filename: string): number | undefined {
  const digits = NAME.exec(filename)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

/** A name for the next migration after `existing`, in the width the folder already uses. */
export function nextMigrationName(existing: readonly string[], description: string): string {
  const numbered = existing
    .map((filename) => ({ number: migrationNumber(filename), width: filename.indexOf("_") }))
    .filter((name): name is { number: number; width: number } => name.number !== undefined)
    .toSorted((a, b) => a.number - b.number);
  const last = numbered.at(-1) ?? { number: 0, width: 3 };
  return `${String(last.number + 1).padStart(last.width, "0")}_${slug(description)}.sql`;
}

/** The same file with another number, in the width it has. */
export function renumbered(filename: string, number: number): string {
  const width = filename.indexOf("_");
  return `${String(number).padStart(width, "0")}${filename.slice(width)}`;
}

/** `Add players' index` becomes `add_players_index`; empty when nothing usable is left. Cut where file systems might. */
export function slug(description: string): string {
  return description
    .normalize("NFKD")
    .replace(/[\u0300-\u036f'’]/g, "")
    .replace(/\.sql$/i, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "_")
    .replace(/^_+/, "")
    .slice(0, MAX_SLUG_LENGTH)
    .replace(/_+$/, "");
}

const MAX_SLUG_LENGTH = 100;
