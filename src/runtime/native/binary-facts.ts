import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { ImageFacts } from "../../images/compare.js";
import { locatePostgresBinaries } from "./postgres-binaries.js";

/** The part of npm's lock files that we read. */
interface LockFile {
  packages?: Record<string, { version?: string; integrity?: string }>;
}

/**
 * What npm installed, as it noted it beside the packages, against the lock file of the project. Redis has no such lock: the
 * system's package tool checks its signature and the cache its checksum at each start.
 */
export async function nativeBinaryFacts(): Promise<ImageFacts[]> {
  const { packageDir, packageName, packageVersion } = await locatePostgresBinaries();
  const modules = packageDir.slice(0, packageDir.lastIndexOf(`/${packageName}`));
  const key = `node_modules/${packageName}`;
  const [installed, locked] = await Promise.all([
    readLock(join(modules, ".package-lock.json")),
    readLock(join(dirname(modules), "package-lock.json")),
  ]);
  const integrity = installed?.packages?.[key]?.integrity;
  const expected = locked?.packages?.[key]?.integrity;
  return [
    {
      service: "postgres",
      reference: `${packageName}@${packageVersion}`,
      ...(integrity !== undefined && { digests: [integrity] }),
      pinned: { from: "package-lock.json", ...(expected !== undefined && { digest: expected }) },
    },
  ];
}

async function readLock(path: string): Promise<LockFile | undefined> {
  const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined; // another package manager
    throw error;
  });
  return text === undefined ? undefined : (JSON.parse(text) as LockFile);
}
