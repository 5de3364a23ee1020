import { dirname } from "node:path";
// `zod/mini` instead of `zod`: the same checks at a tenth of the load time, which every `up` pays.
import * as z from "zod/mini";
import { InfraError } from "../../errors/infra-error.js";
import { messageOf } from "../../errors/message.js";
import { makeFolder, readFileIfAny, replaceFile } from "../../system/files.js";

/**
 * The portable copy of the ledger. Without `systemIdentifier` it is of the old kind, from before the table was the
 * record.
 */
export interface LedgerCopy {
  version: 1;
  /** Of the cluster the ledger belongs to. */
  systemIdentifier?: string | undefined;
  database?: string | undefined;
  /** `appliedAt`: ISO 8601 in UTC. */
  applied: readonly { filename: string; checksum: string; appliedAt: string }[];
}

/** What lies at the ledger's path. `fault` says what is wrong and where; `text` is absent when it cannot be read at all. */
export type LedgerFile =
  | { kind: "absent" }
  | { kind: "corrupt"; fault: string; text?: string }
  | { kind: "read"; copy: LedgerCopy; text: string };

/**
 * Reads the copy; a file that is no ledger is a finding, not an error.
 *
 * @throws InfraError FOREIGN_OBJECT for a symbolic link, USAGE for what is no file
 */
export async function readLedgerFile(path: string | undefined): Promise<LedgerFile> {
  if (path === undefined) return { kind: "absent" };
  let text: string | undefined;
  try {
    text = await readFileIfAny(path);
  } catch (error) {
    if (error instanceof InfraError) throw error;
    return { kind: "corrupt", fault: `cannot be read (${messageOf(error)})` };
  }
  if (text === undefined) return { kind: "absent" };
  const parsed = parseLedgerCopy(text);
  return "fault" in parsed ? { kind: "corrupt", text, ...parsed } : { kind: "read", text, copy: parsed };
}

/** Replaces the copy atomically, mode 0600, unless it already says the same or there is to be none. */
export async function writeLedgerFile(
  path: string | undefined,
  copy: LedgerCopy,
  current: LedgerFile,
): Promise<void> {
  if (path === undefined) return;
  const text = formatLedgerCopy(copy);
  if (current.kind !== "absent" && current.text === text) return;
  await makeFolder(dirname(path), 0o777);
  await replaceFile(path, text);
}

/** The copy as text; {@link parseLedgerCopy} reads it back. */
export function formatLedgerCopy(copy: LedgerCopy): string {
  const { version, systemIdentifier, database, applied } = copy;
  const rows = applied.map(({ filename, checksum, appliedAt }) => ({ filename, checksum, appliedAt }));
  return `${JSON.stringify({ version, systemIdentifier, database, applied: rows }, null, 2)}\n`;
}

/** Strict: an unknown key or a checksum of another shape is a fault, and the fault names its place. */
export function parseLedgerCopy(text: string): LedgerCopy | { fault: string } {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch (error) {
    return { fault: `is not JSON: ${withLine(messageOf(error), text)}` };
  }
  const result = copySchema.safeParse(value);
  if (result.success) return result.data;
  const faults = result.error.issues.map(
    (issue) => `${issue.path.map(String).join(".") || "(top)"}: ${issue.message}`,
  );
  return { fault: `is not a ledger: ${faults.slice(0, 3).join("; ")}` };
}

/** The engine names a position; people look for a line. */
function withLine(message: string, text: string): string {
  const position = /at position (\d+)/.exec(message)?.[1];
  if (position === undefined) return message;
  return `${message} (line ${text.slice(0, Number(position)).split("\n").length})`;
}

const copySchema = exactly({
  version: z.literal(1, "must be 1"),
  systemIdentifier: z.optional(matching(/^\d{1,20}$/, "must be a number of up to 20 digits")),
  database: z.optional(matching(/./s, "must be text")),
  applied: z
    .array(
      exactly({
        filename: matching(/^[^\0/\\]+$/, "must be a file name"),
        checksum: matching(/^sha256:[0-9a-f]{64}$/, "must be sha256: and 64 hexadecimal digits"),
        appliedAt: z.iso.datetime("must be a time such as 2025-09-28T12:34:56Z"),
      }),
      "must be a list",
    )
    .check(
      z.refine(
        (rows) => new Set(rows.map((row) => row.filename)).size === rows.length,
        "the same file is listed twice",
      ),
    ),
});

function exactly<Shape extends z.core.$ZodLooseShape>(shape: Shape) {
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === "unrecognized_keys"
        ? `unknown key ${(issue.keys as readonly string[]).join(", ")}`
        : "must be an object",
  });
}

function matching(pattern: RegExp, message: string) {
  return z.string(message).check(z.regex(pattern, message));
}
