import type { EngineClient } from "./client.js";
import { ifFound } from "./engine-error.js";

/** Text of a file in a container, running or not; `undefined` where there is no such file. */
export async function readContainerFile(
  client: Pick<EngineClient, "stream">,
  id: string,
  path: string,
): Promise<string | undefined> {
  const archive = await ifFound(client.stream({ path: `/containers/${id}/archive`, query: { path } }));
  if (archive === undefined) return undefined;
  const chunks: Buffer[] = [];
  for await (const chunk of archive) chunks.push(chunk);
  return firstFileOfTar(Buffer.concat(chunks));
}

const BLOCK_BYTES = 512;

function firstFileOfTar(archive: Buffer): string {
  // Octal text of the size, at its fixed place in the header.
  const size = Number.parseInt(archive.toString("latin1", 124, 136), 8) || 0;
  return archive.toString("utf8", BLOCK_BYTES, BLOCK_BYTES + size);
}
