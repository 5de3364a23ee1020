import { realpath } from "node:fs/promises";
import { join } from "node:path";
import { redisCache, whyNotTrusted } from "./cache-directory.js";
import { librariesFingerprint, readEntry, writeManifest, type EntryReading } from "./cache-entry.js";
import { readDistribution } from "./distribution.js";
import { inspectBinary } from "./inspect-binary.js";
import { notFound, unusable, type RedisSearch, type RedisSource, type SourceResult } from "./redis-server.js";

const PLACE = "cache";

/** A server fetched earlier, for this project or another. Checked against its checksums before it is run. */
export const cacheSource: RedisSource = async (search) => {
  const { cacheDir } = search;
  const distrust = await whyNotTrusted(cacheDir);
  if (distrust !== undefined) return unusable(PLACE, distrust);
  const entry = await entryFolder(cacheDir);
  const reading = await readEntry(entry);
  switch (reading.state) {
    case "absent":
      return notFound(PLACE, `nothing in ${entry}`);
    case "damaged":
      return unusable(PLACE, reading.reason);
    case "whole":
      return serve(entry, reading, search);
  }
};

async function serve(
  entry: string,
  { manifest, program: path, env }: Extract<EntryReading, { state: "whole" }>,
  search: RedisSearch,
): Promise<SourceResult> {
  const [first] = manifest.packages;
  const origin = `cache (${first ? `package ${first.name} ${first.version}` : "unknown package"})`;
  const libraries = await librariesFingerprint();
  if (libraries !== undefined && libraries === manifest.ranWithLibraries) {
    return {
      found: true,
      server: { path, executable: await realpath(path), env, ...manifest.server, origin },
    };
  }
  const inspection = await inspectBinary({ path, variables: env, origin }, search);
  if (!inspection.usable) return unusable(PLACE, `${path} ${inspection.reason}`);
  await writeManifest(entry, { ...manifest, ranWithLibraries: libraries });
  return { found: true, server: inspection.server };
}

/** An upgraded system gets a new folder: libraries of the old release may be gone. */
export async function entryFolder(cacheDir: string): Promise<string> {
  const { release } = await readDistribution();
  return join(redisCache(cacheDir), `${release}-${process.arch}`);
}
