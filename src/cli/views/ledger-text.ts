import type { BaselineReport, FileChange, RepairReport } from "../../migrations/model/report.js";
import type { Style } from "../output/style.js";
import { infra } from "../../system/own-command.js";

/** Which files `migrate baseline` recorded. */
export function baselineText({ recorded, alreadyRecorded, pending }: BaselineReport): string {
  const next = pending.length === 0 ? "" : `${pending.length} pending: ${infra("migrate")}\n`;
  if (recorded.length === 0) {
    return `Nothing to record: ${alreadyRecorded === 0 ? "there are no migrations" : `all ${alreadyRecorded} are already recorded`}\n${next}`;
  }
  const list = recorded.map((filename) => `Recorded as applied, not run: ${filename}\n`).join("");
  return `${list}${recorded.length} recorded, ${alreadyRecorded} already recorded\n${next}`;
}

/** The files that `migrate repair` recorded again, with their changes, and the records that it removed. */
export function repairText({ repaired, forgotten }: RepairReport, style: Style): string {
  if (repaired.length + forgotten.length === 0) {
    return "Nothing to repair: every applied file matches its record\n";
  }
  return [
    ...repaired.map((change) => changeText(change, style)),
    ...forgotten.map(
      ({ filename }) => `Removed from the ledger: ${filename}\n  its changes to the database stay\n`,
    ),
  ].join("");
}

function changeText({ filename, recordedChecksum, newChecksum, diff }: FileChange, style: Style): string {
  const lines = diff ?? ["the applied text is unknown"];
  return [
    `Recorded again: ${filename}`,
    `  was ${recordedChecksum}`,
    `  now ${newChecksum}`,
    ...lines.map((line) => `    ${painted(line, style)}`),
    "",
  ].join("\n");
}

function painted(line: string, style: Style): string {
  if (line.startsWith("+")) return style.good(line);
  if (line.startsWith("-")) return style.bad(line);
  return line.startsWith("@@") ? style.faint(line) : line;
}
