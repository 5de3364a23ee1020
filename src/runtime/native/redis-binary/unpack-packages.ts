import { chmod, copyFile, mkdir, readdir, realpath } from "node:fs/promises";
import { basename, join, sep } from "node:path";
import { makeProgramFolders, SERVER_FILE, type PackageVersion } from "./cache-entry.js";
import { SERVER_NAMES } from "./redis-server.js";
import { runProgram } from "../../../system/run-program.js";
import { serverEnvironment } from "../server-environment.js";
import { ignoreUnreachable } from "../../../system/missing.js";

export interface Unpacking {
  archives: readonly string[];
  /** Scratch folder for the packages' own trees. */
  tree: string;
  /** Gets the programs, the libraries and the licences. */
  entry: string;
  signal: AbortSignal;
}

const UNPACK_TIMEOUT_MS = 60_000;
export const DPKG_DEB = "/usr/bin/dpkg-deb";

/**
 * Unpacks Debian packages without installing them and copies what a server needs into the entry, links resolved.
 *
 * @returns why that is not possible, or `undefined`
 */
export async function unpackPackages(unpacking: Unpacking): Promise<string | undefined> {
  const { archives, tree, entry, signal } = unpacking;
  for (const archive of archives) {
    const result = await runProgram({
      command: DPKG_DEB,
      args: ["--extract", archive, tree],
      env: serverEnvironment({}),
      timeoutMs: UNPACK_TIMEOUT_MS,
      signal,
    });
    if (result.exitCode !== 0)
      return `dpkg-deb --extract ${basename(archive)}: ${result.ending}\n${result.stderr.trim()}`;
  }
  await makeProgramFolders(entry);
  const server = await firstInside(
    tree,
    SERVER_NAMES.map((name) => join(tree, "usr", "bin", name)),
  );
  if (server === undefined) return `no usr/bin/${SERVER_NAMES.join(" or usr/bin/")} in the packages`;
  await copyWithMode(server, join(entry, SERVER_FILE), 0o755);
  await copyClient(tree, entry);
  await copyLibraries(tree, entry);
  await copyLicences(tree, entry);
  return undefined;
}

/** Reads the name and version that apt gives the files it downloads: `redis-server_5%3a7.0.15-1_amd64.deb`. */
export function parseArchiveName(path: string): PackageVersion {
  const [name = "", version = ""] = basename(path, ".deb").split("_").map(decodeURIComponent);
  return { name, version };
}

async function copyClient(tree: string, entry: string): Promise<void> {
  const names = ["redis-cli", "valkey-cli"];
  const client = await firstInside(
    tree,
    names.map((name) => join(tree, "usr", "bin", name)),
  );
  if (client !== undefined) await copyWithMode(client, join(entry, "bin", "redis-cli"), 0o755);
}

async function copyLibraries(tree: string, entry: string): Promise<void> {
  for (const root of [join(tree, "lib"), join(tree, "usr", "lib")]) {
    const folders = (await foldersIn(root)).map((name) => join(root, name));
    for (const folder of [root, ...folders]) {
      for (const name of await readdirIfThere(folder)) {
        if (!/^lib.*\.so(\.\d+)*$/.test(name)) continue;
        const library = await firstInside(tree, [join(folder, name)]);
        if (library !== undefined) await copyWithMode(library, join(entry, "lib", name), 0o644);
      }
    }
  }
}

async function copyLicences(tree: string, entry: string): Promise<void> {
  const docs = join(tree, "usr", "share", "doc");
  await mkdir(join(entry, "licences"), { recursive: true });
  for (const name of await readdirIfThere(docs)) {
    const copyright = await firstInside(tree, [join(docs, name, "copyright")]);
    if (copyright !== undefined) await copyWithMode(copyright, join(entry, "licences", name), 0o644);
  }
}

/** The first path that exists, with links resolved; one that leads out of the tree is the machine's, not the package's. */
async function firstInside(tree: string, paths: readonly string[]): Promise<string | undefined> {
  const root = (await realpath(tree)) + sep;
  for (const path of paths) {
    const target = await realpath(path).catch(ignoreUnreachable);
    if (target?.startsWith(root)) return target;
  }
  return undefined;
}

async function copyWithMode(from: string, to: string, mode: number): Promise<void> {
  await copyFile(from, to);
  await chmod(to, mode);
}

async function foldersIn(path: string): Promise<string[]> {
  const found = (await readdir(path, { withFileTypes: true }).catch(ignoreUnreachable)) ?? [];
  return found.filter((item) => item.isDirectory()).map((item) => item.name);
}

async function readdirIfThere(path: string): Promise<string[]> {
  return (await readdir(path).catch(ignoreUnreachable)) ?? [];
}
