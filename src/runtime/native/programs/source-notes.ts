import { createHash } from "node:crypto";
import { join } from "node:path";
import { parseJson } from "../../../system/parse-json.js";
import { readFileIfAny, replaceFile } from "../../../system/files.js";

/** Which copy was made from a folder; kept next to the copies. */
export interface SourceNote {
  source: string;
  /** State of the source then. */
  fingerprint: string;
  /** Name of the copy. */
  copy: string;
}

export const NOTE_NAME = /^source-[0-9a-f]{16}\.json$/;

export async function readNote(path: string): Promise<SourceNote | undefined> {
  const note = parseJson(await readFileIfAny(path)) as SourceNote | undefined;
  return typeof note?.source === "string" && typeof note.copy === "string" ? note : undefined;
}

export async function writeNote(store: string, note: SourceNote): Promise<void> {
  await replaceFile(noteFile(store, note.source), `${JSON.stringify(note)}\n`, { mode: 0o644 });
}

export function noteFile(store: string, source: string): string {
  return join(store, `source-${createHash("sha256").update(source).digest("hex").slice(0, 16)}.json`);
}
