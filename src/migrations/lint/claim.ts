import type { LockNote } from "../model/report.js";

/** The known effect of a statement on a table: a {@link LockNote} without its position. */
export type LockClaim = Pick<LockNote, "statement" | "relation" | "mode" | "work" | "advice">;

/** What a rule says of a statement; what it leaves out is an ACCESS EXCLUSIVE lock for a moment. */
export function claim(
  statement: string,
  relation: string,
  { mode = "ACCESS EXCLUSIVE", work = "brief", advice = BRIEF }: Partial<LockClaim> = {},
): LockClaim {
  return { statement, relation, mode, work, advice };
}

/** Of several claims on one relation the server takes the strongest mode; the longest work is what one waits for. */
export function combined(claims: readonly LockClaim[]): LockClaim[] {
  const relations = new Map<string, LockClaim>();
  for (const next of claims) {
    const known = relations.get(next.relation) ?? next;
    const longest = WORK.indexOf(next.work) > WORK.indexOf(known.work) ? next : known;
    const mode = MODES.indexOf(next.mode) > MODES.indexOf(known.mode) ? next.mode : known.mode;
    relations.set(next.relation, { ...longest, mode });
  }
  return [...relations.values()];
}

const MODES: readonly LockClaim["mode"][] = ["SHARE", "SHARE ROW EXCLUSIVE", "EXCLUSIVE", "ACCESS EXCLUSIVE"];
const WORK: readonly LockClaim["work"][] = ["brief", "scan", "index", "rewrite"];

const BRIEF =
  "The lock is short, but waits for every open transaction on the table and blocks later ones meanwhile: set migrations.lockTimeoutMs, and keep long statements out of the file";

/** Advice where no statement does the same with a weaker lock. */
export const QUIET_MOMENT = "No form of it takes a weaker lock: run it while the table is not in use";
