import { isUtf8 } from "node:buffer";
import { FileProblem } from "./file-problem.js";

/** @throws FileProblem for UTF-16 and for what is no text at all */
export function requireText(bytes: Buffer): Buffer {
  const isWide = bytes.length > 1 && ["fffe", "feff"].includes(bytes.toString("hex", 0, 2));
  if (isWide) throw new FileProblem("is UTF-16 text from line 1 on; save it as UTF-8");
  const zero = bytes.indexOf(0);
  if (zero !== -1)
    throw new FileProblem(`has a NUL byte at line ${lineAt(bytes, zero)}; save it as text in UTF-8`);
  return bytes;
}

/**
 * Decodes a file in which every byte counts: a password must not change unnoticed.
 *
 * @throws FileProblem for any other encoding than UTF-8
 */
export function requireUtf8(bytes: Buffer): string {
  const text = requireText(bytes).toString();
  if (isUtf8(bytes)) return text;
  const line = text.slice(0, text.indexOf("\ufffd")).split("\n").length;
  throw new FileProblem(`is not valid UTF-8 text at line ${line}; save it as UTF-8`);
}

function lineAt(bytes: Buffer, end: number): number {
  let line = 1;
  for (let at = bytes.indexOf(10); at !== -1 && at < end; at = bytes.indexOf(10, at + 1)) line++;
  return line;
}
