import { createHash } from "node:crypto";

/** The recorded checksums of a file. */
export interface Checksums {
  /** `sha256:<hex>` of the bytes as they are. */
  checksum: string;
  /** The same without BOM and with LF for CRLF, so that a checkout on another system is not a change. */
  contentChecksum: string;
}

/** Both checksums of a file. */
export function checksumsOf(bytes: Buffer): Checksums {
  const checksum = sha256(bytes);
  const normal = normalised(bytes);
  return { checksum, contentChecksum: normal === bytes ? checksum : sha256(normal) };
}

/**
 * Is the file what was recorded, but for BOM and line ends? A row that came from an old ledger file knows only the
 * checksum of the raw bytes; then the forms a checkout may have given the same text are tried in turn.
 */
export function isUnchanged(
  recorded: { checksum: string; contentChecksum: string | null },
  file: Checksums & { bytes: Buffer },
): boolean {
  if (recorded.checksum === file.checksum || recorded.contentChecksum === file.contentChecksum) return true;
  if (recorded.contentChecksum !== null) return false;
  return possibleForms(file.bytes).some((form) => sha256(form) === recorded.checksum);
}

/** The bytes without a leading BOM. */
export function withoutBom(bytes: Buffer): Buffer {
  return bytes.subarray(0, BOM.length).equals(BOM) ? bytes.subarray(BOM.length) : bytes;
}

const BOM = Buffer.from([0xef, 0xbb, 0xbf]);

function possibleForms(bytes: Buffer): Buffer[] {
  const lf = normalised(bytes);
  const crlf = Buffer.from(lf.toString("latin1").replaceAll("\n", "\r\n"), "latin1");
  return [lf, crlf, Buffer.concat([BOM, lf]), Buffer.concat([BOM, crlf])];
}

/** The bytes without BOM and with LF; the argument itself when there is nothing to do. Latin-1 maps bytes one to one. */
export function normalised(bytes: Buffer): Buffer {
  const text = withoutBom(bytes);
  if (!text.includes("\r\n")) return text.length === bytes.length ? bytes : text;
  return Buffer.from(text.toString("latin1").replaceAll("\r\n", "\n"), "latin1");
}

function sha256(bytes: Buffer): string {
  return `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
}
