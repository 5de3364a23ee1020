import { basename, join } from "node:path";
import { InfraError } from "../../../errors/infra-error.js";
import { syncFolder } from "../../../system/atomic-write.js";
import { listFolder, makeFolder, move, removeTree } from "../../../system/files.js";
import { acquireLock } from "../../../system/lock.js";
import { prepareCache, redisCache } from "./cache-directory.js";
import { librariesFingerprint, programOf, sealEntry, type PackageVersion } from "./cache-entry.js";
import { cacheSource, entryFolder } from "./cache-source.js";
import { readDistribution } from "./distribution.js";
import { inspectBinary } from "./inspect-binary.js";
import { notFound, unusable, type RedisSearch, type SourceResult } from "./redis-server.js";
import { makeTemporaryFolder, sweepTemporaryFolders } from "../../../system/temporary-folder.js";
import { ignoreMissing } from "../../../system/missing.js";

/** What a fetch put into the entry, or why it could not. */
export type Filled = { ok: true; packages: readonly PackageVersion[] } | { ok: false; reason: string };

export interface CacheFetch {
  search: RedisSearch;
  /** Who fetches, for people: `apt (Debian GNU/Linux 12)`. */
  place: string;
  /** Fills `entry/bin` and `entry/lib`; may use the empty folder `scratch`. */
  fill: (folders: { entry: string; scratch: string }) => Promise<Filled>;
}

const TURN_TIMEOUT_MS = 180_000;
const SET_ASIDE_KEPT_MS = 7 * 24 * 3600_000;
const TEMPORARY_PREFIX = "fetch-";
const SET_ASIDE = /^set-aside-(\d+)$/;

/**
 * Fetches a server into the cache: filled in a separate folder, tried, sealed with checksums, and only then moved into
 * place. Killed at any moment, it leaves the cache as it was and a folder that the next fetch removes.
 */
export async function fetchIntoCache({ search, place, fill }: CacheFetch): Promise<SourceResult> {
  const refusal = await prepareCache(search.cacheDir);
  if (refusal !== undefined) return notFound(place, refusal);
  const release = await takeTurn(search);
  try {
    const cached = await cacheSource(search);
    if (cached.found) return cached;
    await sweep(redisCache(search.cacheDir));
    return await fetchNow({ search, place, fill });
  } finally {
    await release();
  }
}

/**
 * The turn only saves the second of two commands its download: moving into place is atomic. So a holder that cannot be
 * asked (it was killed in another container) may delay a fetch, not prevent it.
 */
async function takeTurn({ cacheDir, context }: RedisSearch): Promise<() => Promise<void>> {
  try {
    return await acquireLock({
      directory: join(redisCache(cacheDir), "lock"),
      command: "infra (fetching Redis)",
      timeoutMs: TURN_TIMEOUT_MS,
      signal: context.signal,
      onWaiting: ({ command, pid }) =>
        context.emit({ type: "lock.waiting", holder: `${command}, pid ${pid}` }),
    });
  } catch (error) {
    if (error instanceof InfraError && error.code === "ENVIRONMENT_LOCKED") return async () => {};
    throw error;
  }
}

async function fetchNow({ search, place, fill }: CacheFetch): Promise<SourceResult> {
  const { cacheDir } = search;
  await using temporary = await makeTemporaryFolder(redisCache(cacheDir), TEMPORARY_PREFIX);
  const [entry, scratch] = [join(temporary.path, "entry"), join(temporary.path, "scratch")];
  await Promise.all([makeFolder(entry), makeFolder(scratch, 0o755)]);
  const filled = await fill({ entry, scratch });
  if (!filled.ok) return unusable(place, filled.reason);

  const { program: path, env } = programOf(entry);
  const inspection = await inspectBinary({ path, variables: env, origin: place }, search);
  if (!inspection.usable) return unusable(place, `what was fetched ${inspection.reason}`);
  const { version, flavour } = inspection.server;
  await sealEntry(entry, {
    createdAt: new Date().toISOString(),
    release: (await readDistribution()).release,
    architecture: process.arch,
    ranWithLibraries: await librariesFingerprint(),
    server: { version, flavour },
    packages: filled.packages,
  });
  await moveIntoPlace(entry, search);
  return cacheSource(search);
}

async function moveIntoPlace(entry: string, search: RedisSearch): Promise<void> {
  const place = await entryFolder(search.cacheDir);
  for (;;) {
    try {
      await move(entry, place);
      return await syncFolder(redisCache(search.cacheDir));
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code !== "ENOTEMPTY" && code !== "EEXIST" && code !== "ENOTDIR") throw error;
    }
    // Another process was faster; or it is the old entry that made this fetch necessary.
    if ((await cacheSource(search)).found) return;
    await setAside(place, search);
  }
}

async function setAside(place: string, { cacheDir, context }: RedisSearch): Promise<void> {
  const aside = join(redisCache(cacheDir), `set-aside-${Date.now()}`);
  // A fetch at the same time may have done it.
  await move(place, aside).catch(ignoreMissing);
  context.emit({
    type: "step",
    message: `Replaced ${basename(place)} in the cache; the old one is ${aside}`,
  });
}

async function sweep(folder: string): Promise<void> {
  await sweepTemporaryFolders(folder, TEMPORARY_PREFIX);
  for (const name of await listFolder(folder)) {
    const since = Number(SET_ASIDE.exec(name)?.[1] ?? Infinity);
    if (Date.now() - since > SET_ASIDE_KEPT_MS) await removeTree(join(folder, name));
  }
}
