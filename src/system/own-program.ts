import { closeSync, openSync, readSync, realpathSync } from "node:fs";
import { basename, delimiter, dirname, isAbsolute, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { quoteForShell } from "./shell-quote.js";

export interface ReaderPlace {
  env: NodeJS.ProcessEnv;
  /** Of this process. */
  cwd: string;
  /** The program itself, `bin/infra.js`; another one in tests. */
  file?: string;
}

/** The program of this package: the same distance from the bundle, the plain modules and the sources. */
const OWN_FILE = fileURLToPath(new URL("../../bin/infra.js", import.meta.url));

/**
 * How the shell in which a message is read calls this program, as shell words. `infra` if that shell finds it on its PATH, else
 * through the package manager of the project, else by its path.
 */
export function ownProgram({ env, cwd, file = OWN_FILE }: ReaderPlace): string {
  const folder = readerFolder({ env, cwd });
  const manager = MANAGERS[agentOf(env)] ?? MANAGERS.npm;
  if (shellPath(env).some((entry) => isOwn(join(entry, "infra"), file))) return "infra";
  // Plug'n'Play has no node_modules; only yarn can start the program.
  if (process.versions["pnp"] !== undefined) return MANAGERS.yarn.installed;
  const above = folder === undefined ? [] : upwards(folder);
  if (above.some((each) => isOwn(join(each, "node_modules/.bin/infra"), file))) return manager.installed;
  if (DOWNLOADED_FOR_ONE_CALL.test(file)) return manager.downloaded;
  return `node ${quoteForShell(pathFrom(folder, file))}`;
}

interface Manager {
  installed: string;
  /** Not in the project: downloaded for this call. */
  downloaded: string;
}

const PACKAGE = "@tilemud/infra";

const MANAGERS: { npm: Manager; yarn: Manager } & Partial<Record<string, Manager>> = {
  npm: { installed: "npx infra", downloaded: `npx ${PACKAGE}` },
  pnpm: { installed: "pnpm infra", downloaded: `pnpm dlx ${PACKAGE}` },
  yarn: { installed: "yarn infra", downloaded: `yarn dlx ${PACKAGE}` },
  bun: { installed: "bunx infra", downloaded: `bunx ${PACKAGE}` },
};

/** Folders of `npx`, `pnpm dlx`, `yarn dlx` and `bunx`. */
const DOWNLOADED_FOR_ONE_CALL = /\/(?:_npx|dlx(?:-[^/]*)?|bunx-[^/]*)\//;

/**
 * The folder in which the user's shell is; `undefined` if it cannot be known. Package managers run scripts in the folder of the
 * package and name the other one, Bun in its own way. A program that changes its folder leaves PWD as it was. `make -C`
 * names nothing, but sets the flag w.
 */
export function readerFolder({ env, cwd }: { env: NodeJS.ProcessEnv; cwd: string }): string | undefined {
  if (/^[a-zA-Z]*w/.test(env["MAKEFLAGS"] ?? "")) return undefined;
  const called = env[agentOf(env) === "bun" ? "npm_config_local_prefix" : "INIT_CWD"];
  const folder = called ?? env["PWD"] ?? "";
  return folder === "" || real(folder) === real(cwd) ? cwd : folder;
}

/** `npm`, `pnpm`, `yarn`, `bun`. */
function agentOf(env: NodeJS.ProcessEnv): string {
  return /^[a-z]+/.exec(env["npm_config_user_agent"] ?? "")?.[0] ?? "";
}

/** A path as it can be typed in this folder. Absolute where the folder is not known, or above it. */
export function pathFrom(folder: string | undefined, path: string): string {
  const fromHere = folder === undefined ? ".." : relative(folder, path);
  if (fromHere === "") return ".";
  return fromHere.split("/")[0] === ".." || isAbsolute(fromHere) ? path : fromHere;
}

/** PATH of the user's shell: package managers put folders in front of it for the programs that they run. */
function shellPath(env: NodeJS.ProcessEnv): string[] {
  const folders = (env["PATH"] ?? "").split(delimiter).filter((folder) => isAbsolute(folder));
  const isManaged = env["npm_config_user_agent"] !== undefined || env["npm_lifecycle_event"] !== undefined;
  return isManaged
    ? folders.filter((folder) => !/\/(?:node_modules\/\.bin|xfs-[0-9a-f]+)\/?$/.test(folder))
    : folders;
}

/** A link to this program, or a script of pnpm that starts it: such a script names it by its path in the package. */
function isOwn(candidate: string, file: string): boolean {
  const target = real(candidate);
  if (target === undefined) return false;
  return target === real(file) || beginning(target).includes(`/${PACKAGE}/bin/${basename(file)}`);
}

const STARTER_BYTES = 4096;

function beginning(path: string): string {
  try {
    const descriptor = openSync(path, "r");
    try {
      const bytes = Buffer.alloc(STARTER_BYTES);
      return bytes.toString("utf8", 0, readSync(descriptor, bytes));
    } finally {
      closeSync(descriptor);
    }
  } catch {
    // A file that cannot be read is not known to start this program.
    return "";
  }
}

function real(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}

function upwards(folder: string): string[] {
  const above = dirname(folder);
  return above === folder ? [folder] : [folder, ...upwards(above)];
}
