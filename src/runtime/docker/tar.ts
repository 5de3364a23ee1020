const BLOCK_BYTES = 512;

/** Content of the first file of a tar archive. */
export function firstFileOfTar(archive: Buffer): string {
  // Octal text of the size, at its fixed place in the header.
  const size = Number.parseInt(archive.toString("latin1", 124, 136), 8) || 0;
  return archive.toString("utf8", BLOCK_BYTES, BLOCK_BYTES + size);
}
