import { access } from "node:fs/promises";
import { tmpdir } from "node:os";
import { APT_GET, aptDownload } from "./apt-download.js";
import { readDistribution } from "./distribution.js";
import { fetchIntoCache, type Filled } from "./fetch-into-cache.js";
import { notFound, type RedisSearch, type RedisSource } from "./redis-server.js";
import { makeTemporaryFolder, sweepTemporaryFolders } from "../../../system/temporary-folder.js";
import { DPKG_DEB, parseArchiveName, unpackPackages } from "./unpack-packages.js";

/** The program itself is in the tools' package; the server's package holds a link to it. */
const ALTERNATIVES = [
  ["redis-server", "redis-tools"],
  ["valkey-server", "valkey-tools"],
] as const;
const APT_FOLDER_PREFIX = "infra-apt-";

/** Debian's and Ubuntu's own package, downloaded and unpacked into the cache; nothing is installed on the system. */
export const aptSource: RedisSource = async (search) => {
  if (process.platform !== "linux") return { found: false, attempts: [] };
  const { title } = await readDistribution();
  const place = `apt on ${title}`;
  if (!(await isThere(APT_GET)) || !(await isThere(DPKG_DEB))) {
    return notFound("download", `needs apt-get and dpkg-deb, which ${title} does not have`);
  }
  return fetchIntoCache({
    search,
    place,
    fill: async (folders) => {
      search.context.emit({
        type: "step",
        message: `Fetching Redis from the package archive of ${title} (kept in ${search.cacheDir}, nothing is installed)`,
      });
      return downloadAndUnpack(search, folders);
    },
  });
};

async function downloadAndUnpack(
  { env, context }: RedisSearch,
  { entry, scratch }: { entry: string; scratch: string },
): Promise<Filled> {
  // Not below the cache: a home folder is closed to the user `_apt`, as whom apt downloads when root runs it.
  const parent = (await isThere(tmpdir())) ? tmpdir() : "/tmp";
  await sweepTemporaryFolders(parent, APT_FOLDER_PREFIX);
  await using temporary = await makeTemporaryFolder(parent, APT_FOLDER_PREFIX);
  const download = await aptDownload({ folder: temporary.path, alternatives: ALTERNATIVES, env, context });
  if (!download.ok) return { ok: false, reason: download.failures.join("\n") };
  const { archives, packages } = download;
  const failure = await unpackPackages({ archives, tree: scratch, entry, signal: context.signal });
  if (failure !== undefined) return { ok: false, reason: failure };
  // The package that gave the server its name comes first.
  const isServer = ({ name }: { name: string }) => Number(name === packages[0]);
  return { ok: true, packages: archives.map(parseArchiveName).toSorted((a, b) => isServer(b) - isServer(a)) };
}

async function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
